import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import type { RouterErrorCode } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'

type Path = readonly (string | number)[]

/** An error of a subgraph at its place in the client's answer. Without a code nobody said that its message is for clients. */
export function subgraphError(
  { message, extensions }: GraphQLFormattedError,
  subgraph: string,
  path: Path | null,
): GraphQLError {
  const code = extensions?.['code'] ?? ('INTERNAL_SERVER_ERROR' satisfies RouterErrorCode)
  return new GraphQLError(message || `The subgraph "${subgraph}" answered with an error that has no message.`, {
    ...(path ? { path } : {}),
    extensions: { ...extensions, code, serviceName: subgraph },
  })
}

/** A subgraph could not be asked: one error for each place where its fields are missing. The reason is for the log. */
export function unavailableAt(
  paths: readonly Path[],
  subgraph: string,
  cause: unknown,
  { signal, log }: RequestContext,
): GraphQLError[] {
  if (!signal.aborted) log.warn({ err: cause, subgraph }, 'subgraph unavailable')
  const extensions = { code: 'SUBGRAPH_UNAVAILABLE' satisfies RouterErrorCode, serviceName: subgraph }
  const message = `The subgraph "${subgraph}" is not available at the moment.`
  return paths.map((path) => new GraphQLError(message, { path, extensions }))
}
