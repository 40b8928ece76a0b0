import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql'
import type { CompiledEngine, Variant } from '../engine/compiled-engine.ts'
import { codedError, codeOf } from '../errors.ts'
import { LiveEvent } from '../live/live-event.ts'
import type { EventExtensions } from '../live/live-event.ts'
import type { Executed, OperationRun } from '../operations/operation.ts'
import type { RootStep } from '../planning/fetch-plan.ts'
import { headersToSubgraph, reportErrors } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import { refusalIn } from '../subgraphs/in-process-upstream.ts'
import type { SubgraphFleet } from '../subgraphs/subgraph-fleet.ts'
import { UpstreamErrors } from '../subgraphs/upstream-errors.ts'
import type { CloseUpstream } from '../subgraphs/upstream.ts'
import type { SharedContext } from './batch-entities.ts'
import { errorsOf } from './end-of-subscription.ts'
import { plainContext } from './stream-key.ts'

/** One who gets the events of a subscription. */
export type Subscriber = {
  next(event: LiveEvent): void
  /** Null: the subgraph has nothing more to tell. Nothing follows. */
  end(errors: readonly GraphQLFormattedError[] | null): void
}

/** One subscription of one client. Its stream changes when streams are joined, or its rights change. */
export type Member = {
  run: OperationRun
  readonly subscriber: Subscriber
  readonly resumeFrom: string | undefined
  stream: LiveStream | null
  /** Its subscription has ended; the subscriber is told. */
  end(errors: readonly GraphQLFormattedError[] | null): void
}

export type StreamParts = {
  fleet: SubgraphFleet
  plugins: readonly RouterPlugin[]
  /** Those that look at what was executed, in the order in which they do. */
  finishers: readonly RouterPlugin[]
  engine: CompiledEngine
  /** Most events that wait for their turn to be completed. */
  buffer: number
  /** Its last event had this cursor: perhaps another stream is at the same place. */
  onPosition(stream: LiveStream): void
  onEnd(stream: LiveStream): void
}

export type StreamPlan = {
  key: string
  identity: string
  isForEverybody: boolean
  run: OperationRun
  variant: Variant & { primary: RootStep }
}

type EventInWork = { said: Said; run: OperationRun; context: SharedContext }

type Said = { cursor?: unknown; gap?: unknown; conflated?: unknown; conflationKey?: unknown }

/** One for all: an abort without a reason writes down where it came from, each time. */
const ENDED = new Error('The subscription has ended.')
/** Codes that end what a newer token could go on with. */
const OF_OLD_TOKENS = new Set(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_INVALID'])

/**
 * One subscription upstream, whose events are completed once for all who follow it. Events are worked off one at a time and in
 * order; those that come faster wait, and when too many do, of the states of one thing the newest stays.
 */
export class LiveStream {
  plan: StreamPlan
  /** Of the plan that it has, or will have from the next event on. */
  key: string
  readonly members = new Set<Member>()
  /** The cursor that it was opened with. */
  readonly resumedFrom: string | undefined
  /** Whether anybody got an event: whoever comes now has missed something. */
  begun = false
  ended = false
  /** Of the last event that was given to the members. */
  cursor: string | undefined
  private readonly parts: StreamParts
  /** Of the event that is being completed: fetches listen to it, and go with it. */
  private leaving = new AbortController()
  private context: SharedContext
  /** With which the upstream was opened. */
  private openedAs: SharedContext
  private closeUpstream: CloseUpstream = () => {}
  private pending: ExecutionResult[] = []
  /** The cursor of the event that is being completed. */
  private inWork: string | undefined
  private busy = false
  private working: Promise<void> = Promise.resolve()
  private replacement: StreamPlan | null = null
  private mustReopen = false
  private ending: { error: unknown } | 'completed' | null = null

  constructor(plan: StreamPlan, resumeFrom: string | undefined, parts: StreamParts) {
    this.plan = plan
    this.key = plan.key
    this.resumedFrom = resumeFrom
    this.parts = parts
    this.context = this.openedAs = this.contextOf(plan.run.context)
    this.open()
  }

  add(member: Member): void {
    member.stream = this
    this.members.add(member)
    this.refresh(member.run.context)
  }

  /** The last one closes the upstream. */
  remove(member: Member): void {
    member.stream = null
    this.members.delete(member)
    if (this.members.size === 0) this.stop()
  }

  /** Somebody's token is good for longer than the one that the subgraphs get so far. */
  refresh(context: RequestContext): void {
    if ((context.expiresAt ?? Infinity) > (this.context.expiresAt ?? Infinity)) this.context = this.contextOf(context)
  }

  /** Goes on by another plan from the next event on, which is the first that is not worked on yet. */
  adopt(plan: StreamPlan): void {
    this.key = plan.key
    this.replacement = plan
    if (!this.busy) this.replace()
  }

  /** Takes over the members of another stream that is at the same place, which ends. */
  absorb(other: LiveStream): void {
    for (const member of other.members) this.add(member)
    other.members.clear()
    other.stop()
  }

  fail(errors: readonly GraphQLError[]): void {
    if (!this.ended) this.tellEnd(reportErrors(this.parts.plugins, errors, this.context))
  }

  stop(): void {
    if (this.ended) return
    this.ended = true
    this.pending = []
    this.closeUpstream()
    this.leaving.abort(ENDED)
    this.parts.onEnd(this)
  }

  private open(): void {
    const { run, variant } = this.plan
    const { primary } = variant
    const { operation, subgraph } = primary
    const used = primary.variables.filter((name) => Object.hasOwn(run.variables, name))
    this.openedAs = this.context
    let current = true
    const close = this.parts.fleet.lane(subgraph).subscribe(
      {
        query: operation.query,
        operationName: operation.name,
        variables: Object.fromEntries(used.map((name) => [name, run.variables[name]])),
        headers: () => headersToSubgraph(this.parts.plugins, this.freshContext(), subgraph),
        resumeFrom: () => this.position(),
      },
      {
        next: (event) => (current ? this.onEvent(event) : undefined),
        complete: () => current && this.onEnding('completed'),
        fail: (error) => current && this.onEnding({ error }),
      },
    )
    this.closeUpstream = () => {
      current = false
      close()
    }
  }

  /** Behind which the upstream goes on: what waits here was taken already. */
  private position(): string | undefined {
    for (let index = this.pending.length - 1; index >= 0; index -= 1) {
      const { cursor } = saidBy(this.pending[index]!)
      if (typeof cursor === 'string') return cursor
    }
    return this.inWork ?? this.cursor ?? this.resumedFrom
  }

  private reopen(): void {
    this.closeUpstream()
    this.pending = []
    this.ending = null
    this.open()
  }

  private onEvent(event: ExecutionResult): void | Promise<void> {
    if (this.ended) return undefined
    // No data at all: nothing was executed, so this is no event but the refusal of a server that sends it as one.
    if (event.data === undefined) return this.onEnding({ error: refusalIn(event) })
    if (this.pending.length >= this.parts.buffer && !this.makeRoom(event)) return undefined
    this.pending.push(event)
    return this.work()
  }

  /** False: there is none, and the upstream goes on from the last event that was given away, or the stream ends. */
  private makeRoom(event: ExecutionResult): boolean {
    const { conflationKey } = saidBy(event)
    if (typeof conflationKey === 'string') {
      const older = this.pending.findIndex((one) => saidBy(one).conflationKey === conflationKey)
      if (older !== -1) {
        this.pending.splice(older, 1)
        event.extensions = { ...event.extensions, conflated: true }
        return true
      }
    }
    this.pending = []
    if ((this.inWork ?? this.cursor) !== undefined) this.mustReopen = true
    else this.onEnding({ error: tooSlow() })
    return false
  }

  private onEnding(ending: { error: unknown } | 'completed'): void {
    if (this.ended) return
    if (ending !== 'completed' && this.context !== this.openedAs && isOfOldToken(ending.error)) {
      this.mustReopen = true
    } else this.ending = ending
    void this.work()
  }

  private work(): Promise<void> {
    if (!this.busy) {
      this.busy = true
      this.working = this.workOff()
    }
    return this.working
  }

  private async workOff(): Promise<void> {
    try {
      while (!this.ended) {
        this.replace()
        if (this.mustReopen) {
          this.mustReopen = false
          this.reopen()
        }
        const next = this.pending.shift()
        if (next) {
          // Most plans ask nothing more: then there is nothing to wait for.
          const completing = this.complete(next)
          if (completing) await completing
        } else if (this.ending) this.settle(this.ending)
        else return
      }
    } catch (error) {
      this.settle({ error })
    } finally {
      // In the same step as the last look at what is pending: what comes now begins anew.
      this.busy = false
    }
  }

  private complete(event: ExecutionResult): Promise<void> | undefined {
    const said = saidBy(event)
    this.inWork = typeof said.cursor === 'string' ? said.cursor : undefined
    // Policies know the operation by its run, which stays the same; what they make of its context does not stay good.
    const { run, variant } = this.plan
    if (variant.plan.steps.length > 0) this.leaving = new AbortController()
    const context = this.freshContext()
    const executed = this.parts.engine.complete({ ...run, context }, variant, event)
    const work: EventInWork = { said, run, context }
    return executed instanceof Promise
      ? executed.then((result) => this.review(work, result))
      : this.review(work, executed)
  }

  /** Policies look at it, one after the other. */
  private review(work: EventInWork, executed: Executed): Promise<void> | undefined {
    let waiting: Promise<void> | undefined
    for (const plugin of this.parts.finishers) {
      const before = waiting
      const looking = (): Promise<void> | void => plugin.onExecuted?.(work.run, executed)
      waiting = before ? before.then(looking) : (looking() ?? undefined)
    }
    if (waiting) return waiting.then(() => this.tell(work, executed))
    this.tell(work, executed)
    return undefined
  }

  private tell({ said, run, context }: EventInWork, executed: Executed): void {
    if (this.ended) return
    const { plugins } = this.parts
    const errors = run.errors.length > 0 ? [...run.errors, ...executed.errors] : executed.errors
    const before = errors.length > 0 ? `"errors":${JSON.stringify(reportErrors(plugins, errors, context))},` : ''
    const extensions: EventExtensions = { ...run.extensions }
    if (this.inWork !== undefined) extensions.cursor = this.inWork
    if (said.gap === true) extensions.gap = true
    if (said.conflated === true) extensions.conflated = true
    const key = typeof said.conflationKey === 'string' ? said.conflationKey : null
    const given = new LiveEvent(`{${before}"data":${executed.data}`, extensions, key)
    this.begun = true
    const previous = this.cursor
    this.cursor = this.inWork ?? previous
    this.inWork = undefined
    for (const member of this.members) member.subscriber.next(given)
    // One that stays the same says nothing of the place.
    if (given.cursor !== undefined && given.cursor !== previous) this.parts.onPosition(this)
  }

  private replace(): void {
    const next = this.replacement
    if (!next || this.ended) return
    this.replacement = null
    const { isForEverybody, variant } = this.plan
    const before = variant.primary
    const after = next.variant.primary
    this.plan = next
    // What was asked for one viewer, and is now for all, must not hang on that one's session.
    const becameOpen = next.isForEverybody && !isForEverybody
    this.context = becameOpen ? this.contextOf(next.run.context) : { ...this.context, identity: next.identity }
    const same =
      !becameOpen &&
      before.subgraph === after.subgraph &&
      before.operation.query === after.operation.query &&
      before.variables.join() === after.variables.join()
    if (!same) this.reopen()
  }

  private settle(ending: { error: unknown } | 'completed'): void {
    if (ending === 'completed') return this.tellEnd(null)
    this.fail(errorsOf(ending.error, this.plan.variant.primary.subgraph))
  }

  private tellEnd(errors: readonly GraphQLFormattedError[] | null): void {
    const told = [...this.members]
    this.members.clear()
    this.stop()
    for (const member of told) {
      member.stream = null
      member.end(errors)
    }
  }

  private contextOf(context: RequestContext): SharedContext {
    const { identity, isForEverybody } = this.plan
    const shared = { ...plainContext(context), signal: this.leaving.signal, identity }
    if (!isForEverybody) return shared
    const { expiresAt: _, ...open } = shared
    return { ...open, claims: null, headers: withoutViewer(context.headers) }
  }

  /** What policies make of a context, such as statements about its viewer, is good for a short time. */
  private freshContext(): SharedContext {
    return { ...this.context, signal: this.leaving.signal, activity: { errors: 0 } }
  }
}

export function withoutViewer(headers: RequestContext['headers']): RequestContext['headers'] {
  const { authorization: _, 'user-agent': __, ...rest } = headers
  return rest
}

function saidBy({ extensions }: ExecutionResult): Said {
  return extensions ?? {}
}

function tooSlow(): GraphQLError {
  return codedError('SUBSCRIBER_TOO_SLOW', 'The subscription ended: its events come faster than they can be completed.')
}

function isOfOldToken(error: unknown): boolean {
  const errors = error instanceof UpstreamErrors ? error.errors : [error]
  return errors.some((one) => OF_OLD_TOKENS.has(codeOf(one) ?? ''))
}
