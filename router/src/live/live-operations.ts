import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { codedError, codeOf, RequestRefused } from '../errors.ts'
import type { OperationRequest } from '../operations/operation.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import type { Operations } from '../operations/run-operations.ts'
import { callHook, reportErrors } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import { viewerOf } from '../rate-limits/viewer-of.ts'
import type { Headers, RequestContext } from '../request-context.ts'
import type { Subscriber } from '../subscriptions/live-stream.ts'
import type { Followed, Subscriptions } from '../subscriptions/subscriptions.ts'
import { LiveEvent } from './live-event.ts'

/** Where the results of one operation go. After `error` or `complete` nothing follows. */
export type OperationSink = {
  next(event: LiveEvent): void
  /** It was refused, or it ended with errors. */
  error(errors: readonly GraphQLFormattedError[]): void
  complete(): void
}

/** An operation that runs on a connection. */
export type LiveOperation = {
  readonly context: RequestContext
  /** Its client does not want it any more, or has left. The sink hears nothing of it. */
  stop(): void
  /** Ends it with an error. */
  fail(error: GraphQLError): void
  renew(context: RequestContext): void
}

export type LiveOperations = {
  /**
   * Begins an operation; it never throws. `ownHeaders` are those that came with it over a socket; null for one that came as
   * a request of its own, whose policies have been asked.
   */
  start(
    context: RequestContext,
    request: OperationRequest,
    sink: OperationSink,
    ownHeaders: Headers | null,
  ): LiveOperation
}

/** One for all: an abort without a reason writes down where it came from, each time. */
const GONE = new Error('The operation has ended.')

/** Queries, mutations and subscriptions over connections that stay open, whatever protocol they speak. */
export function createLiveOperations({
  plugins,
  operations,
  subscriptions,
  subscriptionsPerViewer,
}: {
  plugins: readonly RouterPlugin[]
  operations: Operations
  subscriptions: Subscriptions
  subscriptionsPerViewer: number
}): LiveOperations {
  const followedBy = new Map<string, number>()

  /** Gives what is to be called when the subscription has ended. */
  function countSubscription({ claims }: RequestContext): () => void {
    const viewer = viewerOf(claims)
    if (!viewer) return () => {}
    const count = followedBy.get(viewer) ?? 0
    if (count >= subscriptionsPerViewer) {
      const message = `This viewer follows ${count} subscriptions already, and may follow no more.`
      throw codedError('TOO_MANY_SUBSCRIPTIONS', message)
    }
    followedBy.set(viewer, count + 1)
    return () => {
      const now = (followedBy.get(viewer) ?? 1) - 1
      if (now > 0) followedBy.set(viewer, now)
      else followedBy.delete(viewer)
    }
  }

  class Running implements LiveOperation, Subscriber {
    readonly context: RequestContext
    private readonly sink: OperationSink
    private readonly ownHeaders: Headers | null
    private readonly startedAt = performance.now()
    private readonly leaving: AbortController
    private events = 0
    private ended = false
    private followed: Followed | null = null
    private uncount: () => void = () => {}
    /** Another token came before the subscription had begun. */
    private renewed: RequestContext | null = null

    constructor(context: RequestContext, sink: OperationSink, ownHeaders: Headers | null, leaving: AbortController) {
      this.context = context
      this.sink = sink
      this.ownHeaders = ownHeaders
      this.leaving = leaving
    }

    async run(request: OperationRequest): Promise<void> {
      try {
        if (this.ownHeaders) {
          for (const plugin of plugins) {
            const waiting = plugin.onSocketOperation?.(this.context, this.ownHeaders)
            if (waiting) await waiting
          }
        }
        const run = await operations.begin(request, this.context)
        if (this.ended) return
        if (run.prepared.kind === 'subscription') {
          this.uncount = countSubscription(this.context)
          const cursor = request.extensions?.['resumeFrom']
          this.followed = await subscriptions.follow(run, typeof cursor === 'string' ? cursor : undefined, this)
          if (this.ended) this.followed.leave()
          else if (this.renewed) void this.followed.renew(this.renewed)
          return
        }
        const { body } = await operations.finish(run)
        this.next(new LiveEvent(String(body).slice(0, -1)))
        this.end(null)
      } catch (error) {
        this.refuse(error)
      }
    }

    stop(): void {
      this.finish(() => {})
    }

    fail(error: GraphQLError): void {
      this.end(reportErrors(plugins, [error], this.context))
    }

    renew(context: RequestContext): void {
      this.renewed = context
      if (this.followed) void this.followed.renew(context)
    }

    next(event: LiveEvent): void {
      if (this.ended) return
      this.events += 1
      this.sink.next(event)
    }

    end(errors: readonly GraphQLFormattedError[] | null): void {
      this.finish(() => (errors ? this.sink.error(errors) : this.sink.complete()))
    }

    private finish(tell: () => void): void {
      if (this.ended) return
      this.ended = true
      this.followed?.leave()
      this.uncount()
      tell()
      this.leaving.abort(GONE)
      if (!this.ownHeaders) return
      const summary = { startedAt: this.startedAt, events: this.events }
      for (const plugin of plugins) {
        callHook(plugin, this.context, () => plugin.onSocketOperationEnd?.(this.context, summary))
      }
    }

    private refuse(error: unknown): void {
      if (this.ended) return
      const errors = refusals(error)
      this.context.activity.code ??= codeOf(errors[0]) ?? 'INTERNAL_SERVER_ERROR'
      this.end(reportErrors(plugins, errors, this.context))
    }
  }

  return {
    start(context, request, sink, ownHeaders) {
      const leaving = new AbortController()
      const operation = new Running({ ...context, signal: leaving.signal }, sink, ownHeaders, leaving)
      void operation.run(request)
      return operation
    },
  }
}

/** What stopped an operation before it began. */
function refusals(error: unknown): readonly GraphQLError[] {
  if (error instanceof OperationInvalid) return error.errors
  if (error instanceof RequestRefused) return [codedError(error.code, error.message)]
  if (error instanceof Error && codeOf(error) !== undefined && 'extensions' in error) return [error as GraphQLError]
  const cause = error instanceof Error ? error : new Error(String(error))
  return [codedError('INTERNAL_SERVER_ERROR', cause.message, { cause })]
}
