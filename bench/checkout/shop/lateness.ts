import { streamOf } from '@shop/events/redis-stream'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Late } from '../contender.ts'

/** Since when something waits to be done, at each place where a shop keeps what it does behind its orders; null where nothing does. */
const WAITING_SINCE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  users: { webhooks: 'SELECT min(due_at) FROM webhook_deliveries WHERE due_at IS NOT NULL' },
  products: {},
  orders: {
    'carrier tasks': 'SELECT min(carrier_due_at) FROM shipments WHERE carrier_task IS NOT NULL',
    // A parcel under way waits for its next scan by plan, and is late when that was to be.
    'scans of parcels': 'SELECT min(next_scan_at) FROM sandbox_parcels WHERE next_scan_at IS NOT NULL',
    'carrier webhooks': 'SELECT min(due_at) FROM carrier_webhooks WHERE due_at IS NOT NULL',
  },
  inventory: {},
  payments: {
    'steps of payments': 'SELECT min(due_at) FROM payments WHERE due_at IS NOT NULL',
    'checks of payments': 'SELECT min(check_at) FROM payments WHERE check_at IS NOT NULL',
    refunds: 'SELECT min(due_at) FROM refunds WHERE due_at IS NOT NULL',
    'webhooks of the provider': 'SELECT min(due_at) FROM sandbox.webhooks WHERE due_at IS NOT NULL',
  },
}
const OUTBOX = 'SELECT min(occurred_at) FROM outbox_events WHERE published_at IS NULL'

/** What of a shop is late, the latest first. In one process an event is published when all groups are done with it; else Redis knows. */
export async function findLate(databaseUrl: (name: string) => string, redisUrl: string | null): Promise<Late[]> {
  const found = await Promise.all(
    Object.entries(WAITING_SINCE).map(([name, places]) => readDatabase(databaseUrl(name), name, places)),
  )
  if (redisUrl) found.push(await readStreams(redisUrl))
  return found.flat().toSorted((one, other) => other.seconds - one.seconds)
}

async function readDatabase(url: string, name: string, places: Readonly<Record<string, string>>): Promise<Late[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const late: Late[] = []
    for (const [place, sql] of Object.entries({ outbox: OUTBOX, ...places })) {
      const { rows } = await client.query<{ seconds: number | null }>(
        `SELECT extract(epoch FROM clock_timestamp() - (${sql}))::float8 AS seconds`,
      )
      late.push(...lateBy(`${name}: ${place}`, rows[0]?.seconds ?? null))
    }
    return late
  } finally {
    await client.end()
  }
}

/** What groups have not settled of the streams: what they took and did not end, and what they have not read. */
async function readStreams(url: string): Promise<Late[]> {
  const redis = new Redis(url)
  try {
    const late: Late[] = []
    for (const stream of Object.keys(WAITING_SINCE).map(streamOf)) {
      if ((await redis.exists(stream)) === 0) continue
      for (const group of (await redis.xinfo('GROUPS', stream)) as unknown[][]) {
        const name = String(group[group.indexOf('name') + 1])
        const delivered = String(group[group.indexOf('last-delivered-id') + 1])
        const [, pending] = (await redis.xpending(stream, name)) as [number, string | null]
        const [unread] = await redis.xrange(stream, `(${delivered}`, '+', 'COUNT', 1)
        const id = pending ?? unread?.[0]
        // An entry's id begins with its milliseconds.
        if (id) late.push(...lateBy(`group ${name} of ${stream}`, (Date.now() - Number.parseInt(id, 10)) / 1_000))
      }
    }
    return late
  } finally {
    redis.disconnect()
  }
}

function lateBy(what: string, seconds: number | null): Late[] {
  return seconds !== null && seconds > 0 ? [{ what, seconds }] : []
}
