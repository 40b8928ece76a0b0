import type { ConsumerGroup, HandlingOptions, Running } from './bus.ts'
import type { EventEnvelope } from './envelope.ts'
import type { Log } from './log.ts'
import { pause } from './pause.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { createSubjectLanes, type Outcome } from './subject-lanes.ts'

type Member = { group: ConsumerGroup; running: Set<Promise<void>> }

/** A group inside this process. It lives on without members, and then keeps its events waiting, as a stream would. */
export type InProcessGroup = {
  wants(event: EventEnvelope): boolean
  deliver(event: EventEnvelope): Promise<Outcome>
  join(group: ConsumerGroup): Running
  stop(): Promise<void>
}

/** What the members of a group share. `graceMs` is how long a stop waits for handlers. */
export type InProcessGroupOptions = Required<HandlingOptions> & { retry: RetryPolicy; log: Log }

/** An eighth of the window of a relay, in which the events of all groups wait: of those that fill one, some group has so many. */
const FAR_BEHIND = 500
const LOOK_EVERY_MS = 10_000

/** A group that wants what `first` wants, and has no member yet; the latest one to join says what it wants. */
export function createInProcessGroup(first: ConsumerGroup, options: InProcessGroupOptions): InProcessGroup {
  let latest = first
  let members: Member[] = []
  let turn = 0
  let arrived = 0n

  function nextMember(): Member {
    turn += 1
    const member = members[turn % members.length]
    if (!member) throw new Error(`no member of ${latest.name} is running`)
    return member
  }

  /** A full window holds up the other groups, too. By the clock, for nothing arrives then. */
  function sayWhenBehind(): void {
    const behind = lanes.held()
    if (behind >= FAR_BEHIND) options.log.warn({ group: latest.name, behind }, 'a consumer group is far behind')
  }
  const looking = setInterval(sayWhenBehind, LOOK_EVERY_MS)
  looking.unref()

  const lanes = createSubjectLanes({
    ...options,
    restMs: first.restMs ?? 0,
    handle(events) {
      const { group, running } = nextMember()
      const done: Promise<void> = group.handle(events).finally(() => running.delete(done))
      running.add(done)
      return done
    },
    deadLetter: (event, error, attempts) => nextMember().group.deadLetter(event, error, attempts),
  })

  return {
    wants: (event) => latest.producers.includes(event.producer) && latest.types.includes(event.type),
    deliver(event) {
      arrived += 1n
      return lanes.deliver({ event, attempts: 0, order: arrived, mayStart: async () => members.length > 0 })
    },
    join(group) {
      latest = group
      const member: Member = { group, running: new Set() }
      members = [...members, member]
      return {
        async stop() {
          members = members.filter((other) => other !== member)
          await Promise.race([Promise.allSettled(member.running), pause(options.graceMs)])
        },
      }
    },
    async stop() {
      clearInterval(looking)
      await lanes.stop(options.graceMs)
    },
  }
}
