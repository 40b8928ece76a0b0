import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GraphQLError, GraphQLFormattedError, ValidationRule } from 'graphql'
import { codeOf } from './errors.ts'
import type { Executed, OperationRequest, OperationRun, PreparedOperation } from './operations/operation.ts'
import type { Headers, RequestContext } from './request-context.ts'
import type { CompiledPlan } from './execution/compiled-plan.ts'
import type { FetchLayer } from './subgraphs/subgraph-fetch.ts'
import type { TrafficObserver } from './subgraphs/traffic-observer.ts'

/** One HTTP request on its way through the policies. */
export type HttpExchange = {
  readonly request: IncomingMessage
  /** Of the URL, which is only taken apart when somebody asks for it. */
  readonly path: string
  readonly url: URL
  /** Whether the client went away before its answer was written. */
  readonly clientLeft: boolean
  readonly context: RequestContext
  readonly startedAt: number
}

/** A body that is written as long as there is something to tell: it gets the response when its head is sent. */
export type OpenBody = { open(response: ServerResponse): void }

export type HttpAnswer = {
  status: number
  headers: Record<string, string>
  body: string | Buffer | OpenBody
  /** Each is a `set-cookie` header of its own. */
  cookies?: string[]
}

/**
 * One policy. Hooks run in the order of the list in plugins.ts; `onAnswer` and `onExecuted` in reverse, so that the first
 * policy has the last word. A hook refuses by throwing `RequestRefused`.
 */
export type RouterPlugin = {
  name: string
  /** Before the body is read. The first answer that is returned is the answer. */
  onHttp?(exchange: HttpExchange): Promise<HttpAnswer | undefined> | HttpAnswer | undefined
  onAnswer?(exchange: HttpExchange, answer: HttpAnswer): void
  /** At connection_init, whose token is in `context.headers`. Refusing closes the socket with 4403. */
  onConnect?(context: RequestContext): Promise<void> | void
  /**
   * When a client sends headers over an open connection, such as another token; `context.headers` has them already. Refusing
   * closes it with 4403.
   */
  onRenew?(context: RequestContext, ownHeaders: Headers): Promise<void> | void
  /** At each operation on a socket. `ownHeaders` came with the operation itself; `context.headers` has them already. */
  onSocketOperation?(context: RequestContext, ownHeaders: Headers): Promise<void> | void
  /** When an operation on a socket has ended. */
  onSocketOperationEnd?(context: RequestContext, summary: { startedAt: number; events: number }): void
  /** Before an operation is parsed: the text of its document, for those that come without. The last one that answers wins. */
  onDocument?(request: OperationRequest, context: RequestContext): Promise<string | undefined> | string | undefined
  /** Once per operation, after it was validated. Throwing `OperationInvalid` refuses it for good. */
  onPrepared?(prepared: PreparedOperation): void
  /** Before a query or mutation is executed, and before a subscription begins. What it sets on the run counts. */
  onOperation?(run: OperationRun): Promise<void> | void
  /**
   * When a subscription goes on with another supergraph, or its viewer with another token: only what decides about rights
   * is asked again. Throwing `RequestRefused` ends it.
   */
  onReplan?(run: OperationRun): Promise<void> | void
  /** When it is known what will be fetched. `milliseconds` is how long planning took; null for a plan that was there. */
  onPlanned?(run: OperationRun, plan: CompiledPlan, milliseconds: number | null): void
  /** A recorded execution was asked for again; `same`: every subgraph answered as before, and so does the router. */
  onReplayed?(run: OperationRun, same: boolean): void
  /** After a query or mutation was executed, before its answer is written; for subscriptions after each event. */
  onExecuted?(run: OperationRun, executed: Executed): Promise<void> | void
  /** A layer around every fetch from a subgraph; that of the first policy is the outermost. */
  fetchLayer?: FetchLayer
  /** Sees what happens to fetches. */
  traffic?: TrafficObserver
  /** Adds to the headers of every request to a subgraph; called once for all fetches of a request. */
  toSubgraph?(headers: Headers, context: RequestContext): void
  /** Changes what `toSubgraph` gave, for one subgraph. */
  toOneSubgraph?(headers: Headers, subgraph: string, context: RequestContext): void
  /** Sees errors as they happened, causes included. */
  onErrors?(errors: readonly GraphQLError[], context: RequestContext): void
  /** Decides what the client sees of an error. */
  formatError?(error: GraphQLFormattedError, cause: unknown): GraphQLFormattedError
  validationRules?: ValidationRule[]
}

/** The headers that the policies let through to a subgraph. */
export function headersToSubgraph(
  plugins: readonly RouterPlugin[],
  context: RequestContext,
  subgraph: string,
): Headers {
  const headers: Headers = {}
  for (const plugin of plugins) plugin.toSubgraph?.(headers, context)
  for (const plugin of plugins) plugin.toOneSubgraph?.(headers, subgraph, context)
  return headers
}

/** Calls a hook that decides nothing. One that fails, such as an operator's own, is logged, and all else goes on. */
export function callHook({ name }: RouterPlugin, { log }: RequestContext, call: () => void): void {
  try {
    call()
  } catch (error) {
    log.error({ err: error, plugin: name }, 'plugin failed')
  }
}

/** What the client sees of an error, after every policy had its say. Where one fails, nobody knows what it would have hidden. */
function formatError(
  plugins: readonly RouterPlugin[],
  error: GraphQLFormattedError,
  cause: unknown,
  context: RequestContext,
): GraphQLFormattedError {
  let formatted = error
  for (const plugin of plugins) {
    const given = formatted
    formatted = { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }
    if (error.path) formatted = { ...formatted, path: error.path }
    callHook(plugin, context, () => {
      formatted = plugin.formatError?.(given, cause) ?? given
    })
  }
  return formatted
}

/** What the client sees of these errors, after every policy has seen them as they happened. */
export function reportErrors(
  plugins: readonly RouterPlugin[],
  errors: readonly GraphQLError[],
  context: RequestContext,
): GraphQLFormattedError[] {
  context.activity.errors += errors.length
  if (errors[0]) context.activity.code ??= codeOf(errors[0]) ?? 'INTERNAL_SERVER_ERROR'
  for (const plugin of plugins) callHook(plugin, context, () => plugin.onErrors?.(errors, context))
  return errors.map((error) => {
    const { http: _, ...extensions } = error.extensions
    const code = extensions.code ?? 'INTERNAL_SERVER_ERROR'
    return formatError(plugins, { ...error.toJSON(), extensions: { ...extensions, code } }, error, context)
  })
}
