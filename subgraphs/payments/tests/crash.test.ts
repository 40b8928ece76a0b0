import type { EventBus } from '@shop/events/bus'
import type { EventEnvelope } from '@shop/events/envelope'
import { createTestDatabase } from '@shop/testkit/database'
import { waitUntil } from '@shop/testkit/wait-until'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createOrder } from './order-story.ts'
import type { Chapter } from './order-story.ts'
import { startPayments } from './payments-fixture.ts'

const PROGRAM = fileURLToPath(new URL('fixtures/killed-after-provider.ts', import.meta.url))

/** The events of a story, as another process is to publish them. */
async function record(chapters: readonly Chapter[]): Promise<{ orderId: string; events: EventEnvelope[] }> {
  const events: EventEnvelope[] = []
  const recorder: Pick<EventBus, 'publish'> = { publish: async (event) => void events.push(event) }
  const order = createOrder(recorder as EventBus)
  for (const chapter of chapters) await order.tell(chapter)
  return { orderId: order.orderId, events }
}

async function runUntilKilled(databaseUrl: string, deadly: string, events: EventEnvelope[]): Promise<string | null> {
  const child = spawn(process.execPath, [PROGRAM, databaseUrl, deadly, JSON.stringify(events)], { stdio: 'inherit' })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal
}

const endings: { deadly: string; chapters: Chapter[]; captured: string; refunded: string }[] = [
  { deadly: 'authorize', chapters: ['placed', 'reserved', 'confirmed'], captured: '10000', refunded: '0' },
  { deadly: 'capture', chapters: ['placed', 'reserved', 'confirmed'], captured: '10000', refunded: '0' },
  { deadly: 'refund', chapters: ['placed', 'reserved', 'confirmed', 'returned'], captured: '10000', refunded: '2500' },
]

it.each(endings)(
  'a kill -9 right after the provider’s $deadly does it once all the same',
  async ({ deadly, chapters, captured, refunded }) => {
    const database = await createTestDatabase('payments')
    const { orderId, events } = await record(chapters)
    expect(await runUntilKilled(database.url, deadly, events)).toBe('SIGKILL')

    const payments = await startPayments({ databaseUrl: database.url })
    try {
      // What the dead process held is free again when its lease ends.
      const payment = await waitUntil(async () => {
        const found = await payments.paymentOf(orderId)
        return found?.amount_captured === captured && found.amount_refunded === refunded && found
      })
      const [intent] = await payments.query<{ amount_captured: string; amount_refunded: string }>(
        'SELECT amount_captured, amount_refunded FROM sandbox.intents WHERE reference = $1',
        payment.id,
      )
      expect(intent).toEqual({ amount_captured: captured, amount_refunded: refunded })
      const requests = await payments.query<{ operation: string; replays: number }>(
        `SELECT request->>'operation' AS operation, replays FROM sandbox.requests WHERE reference = $1 ORDER BY created_at`,
        payment.id,
      )
      // The request that the process died after was answered from the provider's books, or made again and answered as at first; no other was.
      const made = refunded === '0' ? ['authorize', 'capture'] : ['authorize', 'capture', 'refund']
      expect(requests).toEqual(
        made.map((operation) => ({ operation, replays: operation === deadly && deadly !== 'authorize' ? 1 : 0 })),
      )
      const [ledger] = await payments.query(
        // The provider's fee is booked when its books are looked at, here or a quarter of an hour later.
        `SELECT sum(amount)::int AS sum, count(*) FILTER (WHERE kind <> 'FEE')::int AS count FROM ledger_entries`,
      )
      expect(ledger).toEqual({ sum: 0, count: refunded === '0' ? 2 : 4 })
    } finally {
      await payments.stop()
      await database.drop()
    }
  },
)
