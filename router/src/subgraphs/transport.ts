import type { ExecutionResult } from 'graphql'
import type { Headers } from '../request-context.ts'

/** One operation for one subgraph. */
export type SubgraphRequest = {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
  headers: Headers
  signal?: AbortSignal
  /** The operation is a query: sending it twice does no harm. */
  repeatable?: boolean
}

/**
 * A way to a subgraph. In one process it is the subgraph itself (its methods are called); else HTTP and WebSocket.
 * `execute` and `subscribe` reject only when the subgraph cannot be asked: what it answers, errors included, is a result.
 */
export type SubgraphTransport = {
  execute(request: SubgraphRequest): Promise<ExecutionResult>
  /** Begins with the current state. The iterator's `return()` ends the work upstream, also while `next()` is pending. */
  subscribe(request: SubgraphRequest): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>
  /** Rejects with the reason when the subgraph cannot serve. */
  ready?(): Promise<void>
}

/** A transport that the router made itself and therefore closes. */
export type OwnedTransport = SubgraphTransport & { stop(): Promise<void> }
