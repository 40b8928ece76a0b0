import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedisServer } from '@shop/events/redis-server'
import { createEmptyDatabase, openTestPool } from '@shop/testkit/database'
import { redisAvailable } from '@shop/testkit/redis'
import { buildSchema } from 'graphql'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTraffic } from '../src/traffic/read-traffic.ts'
import { fetchRecording, isRemote } from '../src/usage/fetch-recording.ts'
import { printUsage } from '../src/usage/print-usage.ts'
import { summarizeUsage } from '../src/usage/summarize-usage.ts'
import type { UsageSummary } from '../src/usage/summarize-usage.ts'

const schema = buildSchema('type Query { book: Book old: Int } type Book { title: String pages: Int isbn: String }')

function line(document: string, clientName: string, count: number, errors = 0): string {
  const signature = Buffer.from(document).toString('hex').padEnd(64, '0').slice(0, 64)
  const seen = { firstSeen: '2026-11-20T00:00:00.000Z', lastSeen: '2026-11-26T00:00:00.000Z' }
  const record = {
    signature,
    operationName: 'Op',
    document,
    clientName,
    clientVersion: '1',
    count,
    ...seen,
    variables: {},
  }
  return JSON.stringify(errors > 0 ? { ...record, errors } : record)
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usage-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function summarize(...lines: string[]): UsageSummary {
  writeFileSync(join(folder, '2026-11-26.a.ndjson'), lines.join('\n'))
  return summarizeUsage(readTraffic([folder]).operations, schema)
}

describe('the summary of recorded traffic', () => {
  it('says which field is asked for by whom, and which by nobody', () => {
    const { fields, unused, operations } = summarize(
      line('{ book { title } }', 'web', 10),
      line('{ book { title } }', 'web', 5, 3),
      line('{ b: book { ...F } } fragment F on Book { title pages }', 'ios', 7),
    )
    expect(
      fields.map(({ coordinate, requests, byClient }) => [coordinate, requests, Object.fromEntries(byClient)]),
    ).toEqual([
      ['Book.pages', 7, { ios: 7 }],
      ['Book.title', 22, { web: 15, ios: 7 }],
      ['Query.book', 22, { web: 15, ios: 7 }],
    ])
    expect(unused).toEqual(['Book.isbn', 'Query.old'])
    expect(operations.map(({ client, requests, errors }) => [client, requests, errors])).toEqual([
      ['web', 15, 3],
      ['ios', 7, 0],
    ])
  })

  it('does not count what does not fit the schema', () => {
    const { fields, unknown } = summarize(line('{ gone { title } }', 'web', 1), line('{ broken ) }', 'web', 1))
    expect(fields).toEqual([])
    expect(unknown).toHaveLength(2)
  })

  it('is printed as tables, and as JSON', () => {
    const summary = summarize(line('{ book { title } }', 'web', 12_345, 45))
    const options = { most: 20, fields: false, unused: true, json: false }
    const text = printUsage(summary, options)
    expect(text).toContain('1 operations by client and version, 12,345 requests')
    expect(text).toMatch(/Op +web +1 +12,345 +45 +2026-11-26T00:00/)
    expect(text).toContain('0.4 %')
    expect(text).toContain('  Book.isbn\n')
    expect(JSON.parse(printUsage(summary, { ...options, json: true }))).toMatchObject({
      unused: expect.arrayContaining(['Book.isbn']),
    })
  })
})

describe('a recording elsewhere', () => {
  const records = [line('{ book { title } }', 'web', 1), line('{ book { pages } }', 'web', 2)]

  it('is told from files', () => {
    expect(['redis://a', 'postgres://a/b', 'postgresql://a', './folder', '/a/b.ndjson'].map(isRemote)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })

  it.skipIf(!redisAvailable)('is fetched from Redis', async () => {
    const server = await startRedisServer()
    const redis = new Redis(server.url)
    await redis.hset('router:traffic:2026-11-26', { 'a/../b': records.join('\n'), c: records[0] ?? '' })
    await redis.set('something else', '1')
    await fetchRecording(server.url, join(folder, 'out'))
    expect(readdirSync(join(folder, 'out'))).toEqual(['2026-11-26.a_.._b.ndjson', '2026-11-26.c.ndjson'])
    expect(readTraffic([join(folder, 'out')]).operations).toHaveLength(2)
    redis.disconnect()
    await server.stop()
  })

  it('says which store does not answer, and why', async () => {
    await expect(fetchRecording('redis://:secret@127.0.0.1:1', folder)).rejects.toThrow(
      /^redis:\/\/127\.0\.0\.1:1 does not answer: .*ECONNREFUSED/,
    )
  })

  it('is fetched from PostgreSQL', async () => {
    const database = await createEmptyDatabase()
    const pool = openTestPool(database.url)
    await pool.query('CREATE TABLE router_traffic (day date, router text, records jsonb)')
    await pool.query('INSERT INTO router_traffic VALUES ($1, $2, $3)', ['2026-11-26', 'a', `[${records.join(',')}]`])
    await pool.end()
    await fetchRecording(database.url, join(folder, 'out'))
    expect(readTraffic([join(folder, 'out')]).operations).toHaveLength(2)
    await database.drop()
  })
})
