import type { ExecutionResult } from 'graphql'
import type { Headers } from '../request-context.ts'

/** A subscription at a subgraph, as it is opened: again and again, when what carries it breaks. */
export type UpstreamRequest = {
  query: string
  operationName: string | null
  variables: Record<string, unknown>
  /** Asked at each opening: tokens are renewed while a subscription runs. */
  headers(): Headers
  /** The cursor of the last event that was taken; undefined to begin with the current state. */
  resumeFrom(): string | undefined
}

/** Where its events go. After `complete` or `fail` nothing follows. */
export type UpstreamSink = {
  /** A promise asks for no more events until it resolves; those who push send them anyway. */
  next(event: ExecutionResult): void | Promise<void>
  complete(): void
  /** With `UpstreamErrors` or a GraphQLError: the subgraph refused or ended it. With any other: it cannot be had. */
  fail(error: unknown): void
}

/** Ends what was opened; the sink hears no more. */
export type CloseUpstream = () => void

/** Opens a subscription. It never throws: what goes wrong is told to the sink. */
export type OpenUpstream = (request: UpstreamRequest, sink: UpstreamSink) => CloseUpstream

/** The way of subscriptions to one address of a subgraph. */
export type UpstreamAddress = {
  open: OpenUpstream
  /** Subscriptions that it carries. */
  count(): number
  stop(): Promise<void>
}
