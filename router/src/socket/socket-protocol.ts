import type { GraphQLError } from 'graphql'
import type { ExecutionArgs, ExecutionResult, FormattedExecutionResult } from 'graphql'
import { CloseCode, makeServer } from 'graphql-ws'
import type { Server, SubscribePayload } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { codedError, codeOf, RequestRefused } from '../errors.ts'
import type { OperationRun } from '../operations/operation.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import type { Operations } from '../operations/run-operations.ts'
import { reportErrors } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { Subscribe } from '../subscriptions/subscribe.ts'
import { SubscriptionEnded } from '../subscriptions/upstream-errors.ts'
import { connectionHeaders, stringHeaders } from './connection-headers.ts'

export type SocketExtra = { socket: WebSocket; context: RequestContext }

/** An operation that runs on a socket. */
type Running = { context: RequestContext; startedAt: number; events: number; stop: AbortController }

const INIT_TIMEOUT_MS = 5000
const TRY_AGAIN_LATER = 1013

/** The protocol graphql-transport-ws: subscriptions, queries and mutations over one socket. */
export function createSocketProtocol({
  plugins,
  operations,
  subscribe,
}: {
  plugins: readonly RouterPlugin[]
  operations: Operations
  subscribe: Subscribe
}): Server<SocketExtra> {
  // By the message that began it: ids may be used again while the operation before is still ending.
  const running = new WeakMap<object, Running>()
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

    const run = await operations.begin(payload, context)
    return {
      schema: run.prepared.supergraph.clientSchema,
      document: run.prepared.document,
      operationName: run.prepared.name,
      contextValue: run,
    }
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
        extra.socket.close(
          error.status === 503 || error.status === 429 ? TRY_AGAIN_LATER : CloseCode.Forbidden,
          error.code,
        )
        return false
      }
    },
    async onSubscribe({ extra }, _id, payload) {
      try {
        return await begin(extra.context, payload)
      } catch (error) {
        const errors = refusals(error)
        const activity = running.get(payload)?.context.activity
        if (activity) activity.code ??= codeOf(errors[0]) ?? 'INTERNAL_SERVER_ERROR'
        finish(payload)
        return errors
      }
    },
    async execute({ contextValue }) {
      try {
        const { body } = await operations.finish(contextValue as OperationRun)
        return formatted(JSON.parse(String(body)) as FormattedExecutionResult)
      } catch (error) {
        // Nothing was executed, for which the protocol has a message of its own.
        return failing(error)
      }
    },
    async subscribe({ contextValue }) {
      try {
        return formatted(await subscribe(contextValue as OperationRun))
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
      const ended = errors[0]?.originalError ?? errors[0]
      if (ended instanceof SubscriptionEnded) return ended.errors
      const context = running.get(payload)?.context ?? extra.context
      return reportErrors(
        plugins,
        ended instanceof RequestRefused || ended instanceof OperationInvalid ? refusals(ended) : errors,
        context,
      )
    },
    onComplete: (_connection, _id, payload) => finish(payload),
  })
}

/** What stopped an operation before it began. */
function refusals(error: unknown): readonly GraphQLError[] {
  if (error instanceof OperationInvalid) return error.errors
  if (error instanceof RequestRefused) return [codedError(error.code, error.message)]
  throw error
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
