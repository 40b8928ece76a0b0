import type { GraphQLFormattedError } from 'graphql'

/** The subgraph ended a subscription with errors of its own: they are the client's to see, codes and all. */
export class UpstreamErrors extends Error {
  override name = 'UpstreamErrors'
  readonly errors: readonly GraphQLFormattedError[]

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors.map((error) => error.message).join('; '))
    this.errors = errors
  }
}

/** The end of a client's subscription with errors that are already in the form that the client gets. */
export class SubscriptionEnded extends Error {
  override name = 'SubscriptionEnded'
  readonly errors: readonly GraphQLFormattedError[]

  constructor(errors: readonly GraphQLFormattedError[]) {
    super('The subscription ended with errors.')
    this.errors = errors
  }
}
