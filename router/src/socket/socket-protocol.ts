import { getOperationAST, GraphQLError, parse, SingleFieldSubscriptionsRule, specifiedRules, validate } from 'graphql'
import type {
  DocumentNode,
  ExecutionArgs,
  ExecutionResult,
  FormattedExecutionResult,
  OperationDefinitionNode,
} from 'graphql'
import { CloseCode, makeServer } from 'graphql-ws'
import type { Server, SubscribePayload } from 'graphql-ws'
import type { WebSocket } from 'ws'
import type { Engine } from '../engine/engine.ts'
import { codedError, RequestRefused } from '../errors.ts'
import { reportErrors } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { Subscribe } from '../subscriptions/subscribe.ts'
import { SubscriptionEnded } from '../subscriptions/upstream-errors.ts'
import type { SupergraphFeed } from '../supergraph.ts'
import { connectionHeaders, stringHeaders } from './connection-headers.ts'

export type SocketExtra = { socket: WebSocket; context: RequestContext }

/** An operation that runs on a socket. */
type Running = { context: RequestContext; startedAt: number; events: number; stop: AbortController }

const INIT_TIMEOUT_MS = 5000
const TRY_AGAIN_LATER = 1013

/** The protocol graphql-transport-ws: subscriptions, queries and mutations over one socket. */
export function createSocketProtocol({
  feed,
  plugins,
  engine,
  subscribe,
  maxTokens,
}: {
  feed: SupergraphFeed
  plugins: readonly RouterPlugin[]
  engine: Engine
  subscribe: Subscribe
  maxTokens: number
}): Server<SocketExtra> {
  // By the message that began it: ids may be used again while the operation before is still ending.
  const running = new WeakMap<object, Running>()
  // That rule fails on conditions with variables; the planner applies it when they are decided.
  const rules = [
    ...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule),
    ...plugins.flatMap((plugin) => plugin.validationRules ?? []),
  ]

  async function begin(connection: RequestContext, payload: SubscribePayload): Promise<ExecutionArgs> {
    const stop = new AbortController()
    connection.signal.addEventListener('abort', () => stop.abort(), { once: true, signal: stop.signal })
    const own = stringHeaders(payload.extensions?.['headers'])
    const headers = { ...connection.headers, ...own }
    const context = {
      ...connection,
      headers,
      signal: stop.signal,
      activity: { errors: 0 } as RequestContext['activity'],
    }
    running.set(payload, { context, startedAt: performance.now(), events: 0, stop })
    for (const plugin of plugins) await plugin.onSocketOperation?.(context, own)

    const document = parse(payload.query, { maxTokens })
    const operation = getOperationAST(document, payload.operationName)
    if (!operation) throw codedError('OPERATION_RESOLUTION_FAILURE', 'There is no such operation in the document.')
    context.activity.kind = operation.operation
    if (operation.name) context.activity.operation = operation.name.value
    if (operation.operation === 'subscription') assertValid(document)
    return {
      schema: feed.current().clientSchema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? {},
      contextValue: context,
    }
  }

  /** Queries and mutations are validated by the engine, which remembers what it has seen. */
  function assertValid(document: DocumentNode): void {
    const errors = validate(feed.current().clientSchema, document, rules)
    if (errors.length > 0) throw new AggregateError(errors)
  }

  function finish(payload: SubscribePayload): void {
    const operation = running.get(payload)
    if (!operation) return
    operation.stop.abort()
    for (const plugin of plugins) plugin.onSocketOperationEnd?.(operation.context, operation)
  }

  return makeServer<Record<string, unknown>, SocketExtra>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    async onConnect({ extra, connectionParams }) {
      extra.context.headers = connectionHeaders(extra.context.headers, connectionParams ?? {})
      try {
        for (const plugin of plugins) await plugin.onConnect?.(extra.context)
        return true
      } catch (error) {
        if (!(error instanceof RequestRefused)) throw error
        // The code as the reason: a client must know whether to renew its token or to sign in again.
        extra.socket.close(error.status === 503 ? TRY_AGAIN_LATER : CloseCode.Forbidden, error.code)
        return false
      }
    },
    async onSubscribe({ extra }, _id, payload) {
      try {
        return await begin(extra.context, payload)
      } catch (error) {
        const errors = refusals(error)
        finish(payload)
        return errors
      }
    },
    async execute(args) {
      const result = await engine.execute(
        {
          query: sourceOf(args.document),
          operationName: args.operationName ?? null,
          variables: args.variableValues ?? {},
        },
        args.contextValue as RequestContext,
      )
      // Without data nothing was executed, for which the protocol has a message of its own.
      return result.data === undefined ? failing(new SubscriptionEnded(result.errors ?? [])) : formatted(result)
    },
    async subscribe(args) {
      const request = {
        document: args.document,
        operation: getOperationAST(args.document, args.operationName) as OperationDefinitionNode,
        variables: (args.variableValues ?? {}) as Record<string, unknown>,
      }
      try {
        return formatted(await subscribe(request, args.contextValue as RequestContext))
      } catch (error) {
        return failing(error)
      }
    },
    onNext(_connection, _id, payload, _args, result) {
      const operation = running.get(payload)
      if (operation) operation.events += 1
      // Errors are formatted already, which the server would do again.
      return result
    },
    onError({ extra }, _id, payload, errors) {
      const ended = errors[0]?.originalError
      if (ended instanceof SubscriptionEnded) return ended.errors
      return reportErrors(plugins, errors, running.get(payload)?.context ?? extra.context)
    },
    onComplete: (_connection, _id, payload) => finish(payload),
  })
}

/** What stopped an operation before it began. */
function refusals(error: unknown): GraphQLError[] {
  if (error instanceof AggregateError) {
    return error.errors.map((one: GraphQLError) => withCode(one, 'GRAPHQL_VALIDATION_FAILED'))
  }
  if (error instanceof RequestRefused) return [codedError(error.code, error.message)]
  if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')]
  // The parser ran out of stack: a fault of this one document, which must not cost the client its other operations.
  if (error instanceof RangeError) return [codedError('GRAPHQL_PARSE_FAILED', error.message, { cause: error })]
  throw error
}

/** An error that has no code of its own gets this one. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  const { nodes, source, positions } = error
  return new GraphQLError(error.message, { nodes, source, positions, extensions: { code, ...error.extensions } })
}

/** As Apollo Server wants it: the text, as it came. */
function sourceOf(document: DocumentNode): string {
  return document.loc?.source.body ?? ''
}

/** The server's types know results as graphql-js makes them; `onNext` passes ours on as they are. */
function formatted<T extends FormattedExecutionResult | AsyncIterable<FormattedExecutionResult>>(
  result: T,
): T extends FormattedExecutionResult ? ExecutionResult : AsyncIterable<ExecutionResult> {
  return result as never
}

/** Ends with an error at the first read, which the server sends as the protocol's `error` message. */
function failing(error: unknown): AsyncIterable<never> {
  return {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
  }
}
