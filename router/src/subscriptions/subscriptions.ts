import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GraphQLFormattedError } from 'graphql'
import type { Logger } from 'pino'
import { codedError, RequestRefused } from '../errors.ts'
import type { OperationRun } from '../operations/operation.ts'
import type { Operations } from '../operations/run-operations.ts'
import { reportErrors } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { SupergraphFeed } from '../supergraph.ts'
import { afterReload, errorsOf } from './end-of-subscription.ts'
import { assertFollowable } from './followable.ts'
import { LiveStream, withoutViewer } from './live-stream.ts'
import type { Member, StreamParts, StreamPlan, Subscriber } from './live-stream.ts'
import { identityOf, plainContext, streamKey } from './stream-key.ts'
import { isForEverybody } from './viewer-independence.ts'

/** A subscription that somebody follows. */
export type Followed = {
  leave(): void
  /** Its viewer has another token. What it does not allow ends the subscription; all else goes on without a gap. */
  renew(context: RequestContext): Promise<void>
}

export type Subscriptions = {
  /**
   * Begins a subscription, behind the event with the cursor `resumeFrom` if there is one. Rejects with what refuses it before
   * anything is asked; what happens afterwards is told to the subscriber.
   */
  follow(run: OperationRun, resumeFrom: string | undefined, subscriber: Subscriber): Promise<Followed>
  counts(): { streams: number; followers: number }
}

/** So many are planned anew at a swap before others get a turn. */
const REPLANNED_AT_ONCE = 20

/**
 * Federated subscriptions: the plan's primary fetch is a subscription at the subgraph that owns the field; each of its events
 * is taken as the answer to that fetch, followed by the fetches of the other subgraphs. Renamed fields, error paths and
 * null propagation are then the same as for queries. Always by the compiled engine: stock has no subscriptions.
 *
 * Equal subscriptions share one stream. Who comes later must begin with the current state (or what was missed), so a stream
 * that has begun is not joined: a second one is opened, for all who come until its first event, and as soon as both were
 * at the same cursor they become one.
 */
export function createSubscriptions({
  feed,
  operations,
  log,
  ...parts
}: {
  feed: SupergraphFeed
  operations: Operations
  log: Logger
} & Pick<StreamParts, 'fleet' | 'plugins' | 'engine' | 'buffer'>): Subscriptions {
  const { plugins, engine } = parts
  const groups = new Map<string, Set<LiveStream>>()
  const streams = new Set<LiveStream>()
  let followers = 0
  let replanning = Promise.resolve()

  const streamParts: StreamParts = {
    ...parts,
    finishers: plugins.filter((plugin) => plugin.onExecuted).toReversed(),
    onPosition(stream) {
      const group = groups.get(stream.key)
      if (!group || group.size < 2) return
      for (const other of group) {
        if (other === stream || other.cursor !== stream.cursor) continue
        // The older one stays: it stands first.
        const first = [...group].find((one) => one === other || one === stream)
        if (first === stream) stream.absorb(other)
        else return other.absorb(stream)
      }
    },
    onEnd(stream) {
      streams.delete(stream)
      ungroup(stream)
    },
  }

  function ungroup(stream: LiveStream): void {
    const group = groups.get(stream.key)
    group?.delete(stream)
    if (group?.size === 0) groups.delete(stream.key)
  }

  function group(stream: LiveStream): void {
    const { key } = stream
    const found = groups.get(key)
    if (found) found.add(stream)
    else groups.set(key, new Set([stream]))
  }

  /** Throws what refuses the run on its supergraph. */
  function planFor(run: OperationRun): StreamPlan {
    assertFollowable(run)
    const variant = engine.plan(run)
    const { primary } = variant
    if (!primary) throw codedError('INTERNAL_SERVER_ERROR', 'The query planner made no subscription plan.')
    const everybody = isForEverybody(run.prepared)
    const { context } = run
    const asked = everybody
      ? { ...plainContext(context), claims: null, headers: withoutViewer(context.headers) }
      : context
    const subgraphs = [primary, ...variant.plan.steps].map((step) => step.subgraph)
    const identity = identityOf(plugins, asked, subgraphs)
    return {
      key: streamKey(run, identity, String(variant.id)),
      identity,
      isForEverybody: everybody,
      run,
      variant: { ...variant, primary },
    }
  }

  function join(member: Member, plan: StreamPlan, resumeFrom: string | undefined): void {
    for (const one of groups.get(plan.key) ?? []) {
      // It has told nothing yet, or nothing since the event behind which this one goes on.
      const isAtTheSamePlace = one.begun
        ? resumeFrom !== undefined && one.cursor === resumeFrom
        : one.resumedFrom === resumeFrom
      if (isAtTheSamePlace) return one.add(member)
    }
    const stream = new LiveStream(plan, resumeFrom, streamParts)
    streams.add(stream)
    group(stream)
    stream.add(member)
    // It was prepared before a swap, and planned after it.
    if (plan.run.prepared.supergraph !== feed.current()) scheduleReplan([stream])
  }

  class Following implements Member, Followed {
    run: OperationRun
    stream: LiveStream | null = null
    readonly resumeFrom: string | undefined
    readonly subscriber: Subscriber
    private isCounted = true

    constructor(run: OperationRun, resumeFrom: string | undefined, subscriber: Subscriber) {
      this.run = run
      this.resumeFrom = resumeFrom
      this.subscriber = subscriber
      followers += 1
    }

    leave(): void {
      this.uncount()
      this.stream?.remove(this)
    }

    renew(context: RequestContext): Promise<void> {
      return renew(this, context)
    }

    end(errors: readonly GraphQLFormattedError[] | null): void {
      this.uncount()
      this.subscriber.end(errors)
    }

    private uncount(): void {
      if (this.isCounted) followers -= 1
      this.isCounted = false
    }
  }

  async function follow(run: OperationRun, resumeFrom: string | undefined, subscriber: Subscriber): Promise<Followed> {
    for (const plugin of plugins) await plugin.onOperation?.(run)
    const plan = planFor(run)
    const member = new Following(run, resumeFrom, subscriber)
    join(member, plan, resumeFrom)
    return member
  }

  /** The same operation again: on the current supergraph, for the rights of this context. */
  async function planAgain(run: OperationRun, context: RequestContext): Promise<StreamPlan> {
    const again = operations.again(run, context)
    for (const plugin of plugins) await plugin.onReplan?.(again)
    return planFor(again)
  }

  async function renew(member: Member, context: RequestContext): Promise<void> {
    const before = member.stream
    if (!before) return
    try {
      const plan = await planAgain(member.run, context)
      const { stream } = member
      // It has ended, or was left, in the meantime.
      if (!stream) return
      member.run = plan.run
      if (plan.key === stream.key) return stream.refresh(context)
      const from = stream.cursor ?? member.resumeFrom
      join(member, plan, from)
      stream.members.delete(member)
      if (stream.members.size === 0) stream.stop()
    } catch (error) {
      const { stream } = member
      if (!stream) return
      stream.remove(member)
      member.end(reportErrors(plugins, errorsOf(error, null), context))
    }
  }

  function scheduleReplan(which: readonly LiveStream[]): void {
    replanning = replanning
      .then(() => replan(which))
      .catch((error: unknown) => log.error({ err: error }, 'subscriptions were not planned anew'))
  }

  async function replan(which: readonly LiveStream[]): Promise<void> {
    for (const [index, stream] of which.entries()) {
      if (index % REPLANNED_AT_ONCE === REPLANNED_AT_ONCE - 1) await nextTurn()
      if (stream.ended || stream.plan.run.prepared.supergraph === feed.current()) continue
      await replanOne(stream)
    }
  }

  async function replanOne(stream: LiveStream): Promise<void> {
    try {
      // Of one who follows it: whose run the plan began with may have left, and their signal is aborted.
      const [{ run } = stream.plan] = stream.members
      const plan = await planAgain(run, run.context)
      if (stream.ended) return
      // What was the same for everybody now depends on who asks.
      if (stream.plan.isForEverybody && !plan.isForEverybody) return await renewAll(stream)
      ungroup(stream)
      stream.adopt(plan)
      group(stream)
    } catch (error) {
      // One of them may not have it any more.
      if (stream.plan.isForEverybody && error instanceof RequestRefused) await renewAll(stream)
      else stream.fail(afterReload(errorsOf(error, null)))
    }
  }

  async function renewAll(stream: LiveStream): Promise<void> {
    for (const member of stream.members) await renew(member, member.run.context)
  }

  feed.onSwapped(() => scheduleReplan([...streams]))

  return { follow, counts: () => ({ streams: streams.size, followers }) }
}
