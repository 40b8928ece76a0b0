import { createEmptyDatabase } from '@shop/testkit/database'
import type { TestDatabase } from '@shop/testkit/database'
import { startRedisServer } from '@shop/events/redis-server'
import type { RedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { waitUntil } from '@shop/testkit/wait-until'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMoodyDatabase } from './moody-database.ts'

type Line = {
  msg: string
  level: number
  port?: number
  problems?: string[]
  applied?: string[]
  err?: { code?: string }
}
type Program = {
  lines: Line[]
  said(message: string): Promise<Line>
  kill(signal: NodeJS.Signals): void
  code: Promise<number | null>
}

const FATAL = 60

/** Starts fixture-main.ts as a process with nothing in its environment but these settings. */
function start(settings: Record<string, string>): Program {
  const main = fileURLToPath(new URL('fixture-main.ts', import.meta.url))
  const child = spawn(process.execPath, [main], { env: settings, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: Line[] = []
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts.map((part) => JSON.parse(part) as Line))
  })
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said = (message: string) => waitUntil(() => lines.find((line) => line.msg === message), { what: message })
  return { lines, said, code, kill: (signal) => child.kill(signal) }
}

/** What it said about its end. Not always the last line: other parts may tell of theirs while it is written. */
const fatal = ({ lines }: Program) => lines.filter(({ level }) => level === FATAL)

test('every setting that is missing or wrong is said at once, and the process ends with code 1', async () => {
  const program = start({ PORT: 'http', CRASH_AFTER_MS: '-1' })
  expect(await program.code).toBe(1)
  expect(fatal(program)[0]?.problems).toEqual([
    'PORT: must be a whole number from 0 to 65535',
    'REDIS_URL is missing',
    'JWKS_URL is missing',
    'FIXTURE_DATABASE_URL is missing',
    'CRASH_AFTER_MS: must be a whole number from 0 to 10000',
  ])
})

describe.skipIf(!redisAvailable)('with PostgreSQL and Redis', () => {
  let database: TestDatabase
  let redis: RedisServer
  const settings = () => ({
    HOST: '127.0.0.1',
    FIXTURE_DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    JWKS_URL: 'http://127.0.0.1:1/.well-known/jwks.json',
  })
  beforeAll(async () => {
    database = await createEmptyDatabase()
    redis = await startRedisServer()
  })
  afterAll(async () => {
    await redis.stop()
    await database.drop()
  })

  test('it migrates, serves, and ends on SIGTERM with code 0 in less than 2 s', async () => {
    const program = start(settings())
    const { port } = await program.said('listening')
    expect((await program.said('migrated')).applied).toEqual(['20260101000000_init'])
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ viewerId }"}',
    })
    expect(await response.json()).toEqual({ data: { viewerId: null } })
    const begin = performance.now()
    program.kill('SIGTERM')
    expect(await program.code).toBe(0)
    expect(performance.now() - begin).toBeLessThan(2_000)
  })

  test('it waits for a database that is away, then recovers, then is there', async () => {
    const away = await startMoodyDatabase(database.url)
    const program = start({ ...settings(), FIXTURE_DATABASE_URL: away.url, DATABASE_WAIT_MS: '30000' })
    const waited = (code: string) => () => program.lines.some(({ err }) => err?.code === code)
    await waitUntil(waited('ECONNREFUSED'))
    await away.setMood('starting up')
    await waitUntil(waited('57P03'))
    await away.setMood('there')
    await program.said('ready')
    program.kill('SIGTERM')
    expect(await program.code).toBe(0)
    await away.stop()
  })

  test('it ends with code 1 when the database stays away', async () => {
    const away = await startMoodyDatabase(database.url)
    const program = start({ ...settings(), FIXTURE_DATABASE_URL: away.url, DATABASE_WAIT_MS: '200' })
    expect(await program.code).toBe(1)
    expect(fatal(program)).toMatchObject([{ err: { code: 'ECONNREFUSED' } }])
  })

  test('an error that nobody catches ends the process with code 1', async () => {
    const program = start({ ...settings(), CRASH_AFTER_MS: '200' })
    expect(await program.code).toBe(1)
    expect(fatal(program)).toMatchObject([{ msg: 'an error was caught by nobody' }])
  })
})
