import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedisServer } from '@shop/events/redis-server'
import { readTraffic } from '@shop/schema-check/traffic/read-traffic'
import { createEmptyDatabase, openTestPool } from '@shop/testkit/database'
import { redisAvailable } from '@shop/testkit/redis'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RouterSettings } from '../src/settings.ts'
import type { TrafficRecord } from '../src/traffic/traffic-recorder.ts'
import { follow } from './fixture/follow.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

const TODAY = () => new Date().toISOString().slice(0, 10)
const WEB = { 'graphql-client-name': 'web', 'graphql-client-version': '1.4' }
const BOOK = 'query Book($id: ID!) { book(id: $id) { title } }'

let folder: string
let graph: Graph | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'traffic-'))
})
afterEach(async () => {
  await graph?.stop()
  await rm(folder, { recursive: true })
})

async function start(settings: Partial<RouterSettings> = {}): Promise<Graph> {
  graph = await startGraph('in one process', { settings: { traffic: folder, ...settings } })
  return graph
}

/** What was written, when the router has stopped. */
async function recorded(): Promise<TrafficRecord[]> {
  await graph?.stop()
  const files = await readdir(folder)
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return texts.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line) as TrafficRecord)
}

describe('a router that records its traffic', () => {
  it('adds up operations by client and version, however their values and spacing differ', async () => {
    const { ask } = await start()
    await ask(BOOK, { variables: { id: '1' }, headers: WEB })
    await ask(BOOK.replaceAll(' {', '\n{'), { variables: { id: 2 }, headers: WEB })
    await ask(BOOK, { variables: { id: '1' }, headers: { ...WEB, 'graphql-client-version': '1.5' } })
    await ask(BOOK, { variables: { id: '1' }, headers: { 'apollographql-client-name': 'ios' } })
    const records = (await recorded()).map(({ operationName, clientName, clientVersion, count, variables }) => ({
      operationName,
      client: `${clientName}@${clientVersion}`,
      count,
      variables,
    }))
    const once = { operationName: 'Book', count: 1, variables: { id: 'string' } }
    expect(records).toEqual([
      { operationName: 'Book', client: 'web@1.4', count: 2, variables: { id: { oneOf: ['int', 'string'] } } },
      { ...once, client: 'web@1.5' },
      { ...once, client: 'ios@' },
    ])
  })

  it('writes no value of any variable or literal', async () => {
    const { ask } = await start()
    const secrets = ['4711', 'hunter2', 'Prinsengracht']
    await ask('{ book(id: 4711) { title } other: book(id: "hunter2") { title } }')
    await ask('mutation M($id: ID!, $title: String!) { renameBook(id: $id, title: $title) { id } }', {
      variables: { id: '1', title: 'Prinsengracht', unknown: 'Prinsengracht' },
    })
    const text = JSON.stringify(await recorded())
    expect(text).toContain('renameBook')
    for (const secret of secrets) expect(text).not.toContain(secret)
  })

  it('counts what was answered with errors, and a subscription once, however many events it has', async () => {
    const { ask, socket, library } = await start()
    await ask('{ refused }')
    await ask('{ refused }')
    const followed = follow(socket(), 'subscription { bookChanged(id: 1) { title } }')
    await followed.next()
    library.rename('1', 'Emma')
    await followed.next()
    const records = (await recorded()).map(({ document, count, errors }) => ({ document, count, errors }))
    expect(records).toEqual([
      { document: '{\n  refused\n}', count: 2, errors: 2 },
      { document: 'subscription {\n  bookChanged(id: 0) {\n    title\n  }\n}', count: 1, errors: undefined },
    ])
  })

  it('does not record what is invalid, refused or introspection', async () => {
    const { ask } = await start({ maxDepth: 3 })
    await ask('{ nothing }')
    await ask('{ books { author { name books { title } } } }')
    await ask('{ __schema { types { name } } }')
    expect(await recorded()).toEqual([])
  })

  it('is read by the schema check as it was written', async () => {
    const { ask } = await start()
    for (const id of ['1', 2]) await ask(BOOK, { variables: { id }, headers: WEB })
    await ask('{ books { title } }')
    await graph?.stop()
    const { operations, unreadableLines } = readTraffic([folder])
    expect(unreadableLines).toBe(0)
    expect(
      operations.map(({ operationName, uses }) => [operationName, uses[0]?.clientName, uses[0]?.requests]),
    ).toEqual([
      ['Book', 'web', 2],
      [null, '', 1],
    ])
    expect(operations[0]?.variables.get('id')).toEqual({ oneOf: ['int', 'string'] })
  })

  it('keeps to its bound, and says that there was more', async () => {
    const { ask, logged } = await start({ trafficRows: 2 })
    for (const alias of ['a', 'b', 'c', 'a']) await ask(`{ ${alias}: books { title } }`)
    expect(await recorded()).toEqual([
      expect.objectContaining({ count: 2 }),
      expect.objectContaining({ count: 1 }),
      { notRecorded: 1 },
    ])
    expect(logged).toContainEqual(expect.objectContaining({ notRecorded: 1 }))
  })

  it('takes the first of every operation when it samples, and says how often it did not look at the variables', async () => {
    const { ask } = await start({ trafficSample: 0.0001 })
    for (const _ of [1, 2, 3]) {
      await ask('{ books { title } }')
      await ask(BOOK, { variables: { id: '1' } })
    }
    expect((await recorded()).map(({ count, variablesNotRecorded }) => [count, variablesNotRecorded])).toEqual([
      [1, undefined],
      [1, 2],
    ])
  })

  it('forgets the days that are too old, and touches no other file', async () => {
    await writeFile(join(folder, '2020-01-01.other-router.ndjson'), '')
    await writeFile(join(folder, 'notes.txt'), '')
    const { ask } = await start()
    await ask('{ books { title } }')
    await graph?.stop()
    expect((await readdir(folder)).toSorted()).toEqual([expect.stringContaining(TODAY()), 'notes.txt'])
  })
})

describe.skipIf(!redisAvailable)('in Redis', () => {
  it('a router has a field of its own in the hash of the day', async () => {
    const server = await startRedisServer()
    const { ask } = await start({ traffic: server.url })
    await ask(BOOK, { variables: { id: '1' } })
    await graph?.stop()
    const redis = new Redis(server.url)
    const [lines = ''] = Object.values(await redis.hgetall(`router:traffic:${TODAY()}`))
    expect(JSON.parse(lines)).toMatchObject({ operationName: 'Book', count: 1 })
    expect(await redis.ttl(`router:traffic:${TODAY()}`)).toBeGreaterThan(29 * 24 * 3600)
    redis.disconnect()
    await server.stop()
  })
})

describe('in PostgreSQL', () => {
  it('a router has a row of its own for the day', async () => {
    const database = await createEmptyDatabase()
    const { ask } = await start({ traffic: database.url })
    await ask(BOOK, { variables: { id: '1' } })
    await graph?.stop()
    const pool = openTestPool(database.url)
    const { rows } = await pool.query('SELECT day::text, records FROM router_traffic')
    expect(rows).toEqual([{ day: TODAY(), records: [expect.objectContaining({ operationName: 'Book', count: 1 })] }])
    await pool.end()
    await database.drop()
  })
})
