import type { GraphQLFormattedError } from 'graphql'

/** The subgraph ended a subscription with errors of its own: they are the client's to see, codes and all. */
export class UpstreamErrors extends Error {
  override name = 'UpstreamErrors'
  readonly errors: readonly GraphQLFormattedError[]

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors.map((error) => error.message).join('; '))
    this.errors = errors.length > 0 ? errors : [{ message: 'It did not say why.' }]
  }
}
