import { newEventId } from '@shop/events/event-id'
import type { EventContract } from '@shop/schema/events/define-event'
import { publishEvent } from '@shop/testkit/events'
import type { OrdersFixture } from './orders-fixture.ts'

/** An event of orders, as its outbox has it. */
export type Told = { id: string; type: string; data: unknown }

/** Tells orders something; it arrives when the mill says so. */
export type Tell = <Data>(contract: EventContract<string, Data>, data: NoInfer<Data>) => void

type Letter = { arrive(): Promise<void>; copies: number }

/**
 * The events of one order on their way between subgraphs. They arrive in whatever order `deliver` is told, and each up to twice; who
 * takes one in knows a copy by its id, as an inbox does.
 */
export function createEventMill(shop: OrdersFixture, orderId: string) {
  const letters: Letter[] = []
  const hearers: ((told: Told) => void)[] = []
  let seen = 0

  function post(take: () => Promise<void>): void {
    letters.push({ arrive: take, copies: 2 })
  }

  const tell: Tell = (contract, data) => {
    const envelope = { id: newEventId(), occurredAt: new Date().toISOString() }
    post(() => publishEvent(shop.bus, contract, orderId, data, envelope))
  }

  return {
    /** Somebody who hears what orders tells, each event once. */
    addHearer(hear: (told: Told) => void): void {
      const known = new Set<string>()
      hearers.push((told) => {
        if (known.has(told.id)) return
        known.add(told.id)
        hear(told)
      })
    },
    tell,
    post,
    /** Sends off what orders has told since the last time. */
    async collect(): Promise<void> {
      const rows = await shop.query<Told & { position: string }>(
        'SELECT position, id, type, data FROM outbox_events WHERE subject = $1 AND position > $2 ORDER BY position',
        [orderId, seen],
      )
      for (const told of rows) {
        seen = Number(told.position)
        for (const hear of hearers) post(async () => hear(told))
      }
    },
    /** One event arrives; a copy of it may stay on the way. False when there is none. */
    async deliver(choice: number, keepsCopy: boolean): Promise<boolean> {
      const letter = letters[choice % letters.length]
      if (!letter) return false
      letter.copies -= 1
      if (letter.copies === 0 || !keepsCopy) letters.splice(letters.indexOf(letter), 1)
      await letter.arrive()
      return true
    },
  }
}
