import type { ExecutionResult } from 'graphql'
import type { Headers } from '../request-context.ts'

/** One operation for one subgraph. */
export type SubgraphRequest = {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
  /** The same object for all fetches of one request: not to be changed. */
  headers: Headers
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal
  /** The operation is a query: sending it twice does no harm. */
  repeatable?: boolean
  /** Of a subscription: the cursor behind which it is to go on, when it does not begin. */
  extensions?: { resumeFrom?: string }
}

/**
 * A way to a subgraph in this process: its methods are called.
 * `execute` and `subscribe` reject only when the subgraph cannot be asked: what it answers, errors included, is a result.
 */
export type SubgraphTransport = {
  /** The result belongs to the router, which changes it. */
  execute(request: SubgraphRequest): Promise<ExecutionResult>
  /**
   * Begins with the current state, or behind the event whose `extensions.cursor` is `extensions.resumeFrom`; when that is too
   * long ago, with the current state and `extensions.gap`. Events with the same `extensions.conflationKey` are states of
   * one thing: for a slow client the newest of them will do. The iterator's `return()` ends the work upstream, also while `next()` is pending. */
  subscribe(request: SubgraphRequest): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>
  /** Rejects with the reason when the subgraph cannot serve. */
  ready?(): Promise<void>
}
