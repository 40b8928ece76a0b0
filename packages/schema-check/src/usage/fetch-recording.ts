import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { connectRedis } from '../connect-redis.ts'

const PREFIX = 'router:traffic:'
const TIMEOUT_MS = 30_000

/** One router's recording of one day, as lines of JSON. */
type Recording = { day: string; router: string; lines: string }

/** Whether a recording has to be fetched before it can be read: `redis://…` and `postgres://…`, in contrast to files. */
export function isRemote(source: string): boolean {
  return /^(rediss?|postgres(ql)?):\/\//.test(source)
}

/** Writes what routers recorded in Redis or PostgreSQL into a folder, in files as routers write them. */
export async function fetchRecording(source: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const recordings = source.startsWith('redis') ? await fromRedis(source) : await fromPostgres(source)
  for (const { day, router, lines } of recordings) {
    writeFileSync(join(folder, `${day}.${router.replaceAll(/[^\w.-]/g, '_')}.ndjson`), `${lines.trimEnd()}\n`)
  }
}

async function fromRedis(url: string): Promise<Recording[]> {
  const redis = await connectRedis(new URL(url))
  try {
    const recordings: Recording[] = []
    for (let cursor = '0'; ;) {
      const [next, keys] = await redis.scan(cursor, 'MATCH', `${PREFIX}*`, 'COUNT', 1000)
      for (const key of keys) {
        const routers = Object.entries(await redis.hgetall(key))
        recordings.push(...routers.map(([router, lines]) => ({ day: key.slice(PREFIX.length), router, lines })))
      }
      if (next === '0') return recordings
      cursor = next
    }
  } finally {
    redis.disconnect()
  }
}

async function fromPostgres(url: string): Promise<Recording[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  })
  await client.connect()
  try {
    const { rows } = await client.query<{ day: string; router: string; records: unknown[] }>(
      'SELECT day::text, router, records FROM router_traffic',
    )
    return rows.map(({ day, router, records }) => {
      return { day, router, lines: records.map((record) => JSON.stringify(record)).join('\n') }
    })
  } finally {
    await client.end()
  }
}
