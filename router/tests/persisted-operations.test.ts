import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from './fixture/follow.ts'
import { post, startGraph } from './fixture/start-graph.ts'
import type { Answer, Graph } from './fixture/start-graph.ts'

const EMMA = 'query Emma { book(id: 1) { title } }'
const RENAME = 'mutation Rename { renameBook(id: 3, title: "Solaris") { title } }'
const FOLLOW = 'subscription Follow { bookChanged(id: 1) { title } }'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const graphs: Graph[] = []
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'persisted-'))
})
afterEach(async () => {
  for (const graph of graphs.splice(0)) await graph.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(settings: object = {}): Promise<Graph> {
  const graph = await startGraph('in one process', { settings })
  graphs.push(graph)
  return graph
}

function writeManifest(...documents: string[]): string {
  const operations = documents.map((body) => ({ id: sha256(body), name: 'x', type: 'query', body }))
  const file = join(folder, 'manifest.json')
  writeFileSync(file, JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }))
  return file
}

const ask = (graph: Graph, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  post(`${graph.url}/graphql`, JSON.stringify(body), headers)
const outcome = ({ status, errors, data }: Answer) => [status, errors[0]?.extensions.code ?? data]
const byHash = (text: string, query?: string) => ({
  ...(query === undefined ? {} : { query }),
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } },
})
const EMMA_DATA = [200, { book: { title: 'Emma' } }]

describe('a query that a client had remembered by its hash', () => {
  it('is unknown at first, sent once, and then asked for by its hash, by GET too', async () => {
    const graph = await start()
    const first = await ask(graph, byHash(EMMA))
    expect(outcome(first)).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND'])
    expect([first.errors[0]?.message, first.headers.get('cache-control')]).toEqual([
      'PersistedQueryNotFound',
      'no-store',
    ])
    expect(outcome(await ask(graph, byHash(EMMA, EMMA)))).toEqual(EMMA_DATA)
    expect(outcome(await ask(graph, byHash(EMMA)))).toEqual(EMMA_DATA)
    expect(outcome(await ask(graph, { documentId: `sha256:${sha256(EMMA)}` }))).toEqual(EMMA_DATA)
    const extensions = encodeURIComponent(JSON.stringify(byHash(EMMA).extensions))
    for (const parameters of [`extensions=${extensions}`, `documentId=sha256:${sha256(EMMA)}`]) {
      const answer = await fetch(`${graph.url}/graphql?${parameters}`)
      expect([answer.status, await answer.json()]).toEqual([200, { data: EMMA_DATA[1] }])
    }
  })

  it('is told to clients of application/json with 200, as they know it', async () => {
    const { status } = await ask(await start(), byHash(EMMA), { accept: 'application/json' })
    expect(status).toBe(200)
  })

  it('is remembered only when it is valid and its hash is right', async () => {
    const graph = await start()
    const broken = '{ nothing }'
    expect(outcome(await ask(graph, byHash(broken, broken)))).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
    expect(outcome(await ask(graph, byHash(broken)))).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND'])
    expect(outcome(await ask(graph, byHash(EMMA, RENAME)))).toEqual([400, 'PERSISTED_QUERY_HASH_MISMATCH'])
    expect(outcome(await ask(graph, byHash(EMMA)))).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND'])
  })

  it('must be named in the form of the protocol', async () => {
    const graph = await start()
    const forms = [
      'x',
      [],
      { version: 2, sha256Hash: sha256(EMMA) },
      { version: 1 },
      { version: 1, sha256Hash: 'A'.repeat(64) },
    ]
    for (const persistedQuery of forms) {
      expect(outcome(await ask(graph, { query: EMMA, extensions: { persistedQuery } }))).toEqual([400, 'BAD_REQUEST'])
    }
    expect(outcome(await ask(graph, { documentId: 'sha256:7' }))).toEqual([400, 'BAD_REQUEST'])
    expect(outcome(await ask(graph, { documentId: 'unheard-of' }))).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND'])
  })

  it('does not make a mutation possible by GET', async () => {
    const graph = await start()
    await ask(graph, byHash(RENAME, RENAME))
    expect(outcome(await ask(graph, byHash(RENAME)))).toEqual([200, { renameBook: { title: 'Solaris' } }])
    expect((await fetch(`${graph.url}/graphql?documentId=sha256:${sha256(RENAME)}`)).status).toBe(405)
  })

  it('is not kept by a router that was told not to, and clients are told so', async () => {
    const graph = await start({ automaticPersistedQueries: false })
    const refused = await ask(graph, byHash(EMMA))
    expect(outcome(refused)).toEqual([400, 'PERSISTED_QUERY_NOT_SUPPORTED'])
    expect(refused.errors[0]?.message).toBe('PersistedQueryNotSupported')
    expect(outcome(await ask(graph, byHash(EMMA, EMMA)))).toEqual(EMMA_DATA)
  })

  it('works over a socket, where the hash is in the payload of subscribe', async () => {
    const graph = await start()
    await ask(graph, byHash(EMMA, EMMA))
    const client = graph.socket()
    const results = []
    for await (const result of client.iterate({ query: '', ...byHash(EMMA) })) results.push(result)
    expect(results).toEqual([{ data: EMMA_DATA[1] }])
    const sent = client.iterate({ query: FOLLOW, ...byHash(FOLLOW) })
    await sent.next()
    await sent.return?.()
    const named = client.iterate({ query: '', ...byHash(FOLLOW) })
    expect(await named.next()).toMatchObject({ value: { data: { bookChanged: { title: 'Emma' } } } })
    await named.return?.()
    await expect(client.iterate({ query: '', ...byHash('{ books { id } }') }).next()).rejects.toMatchObject([
      { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ])
  })
})

describe.skipIf(!redisAvailable)('routers with one Redis', () => {
  it('know what a client told another of them, and go on alone when it is gone', async () => {
    const redis = await startRedisServer()
    const [one, other] = [await start({ redisUrl: redis.url }), await start({ redisUrl: redis.url })]
    await ask(one, byHash(EMMA, EMMA))
    await expect.poll(async () => outcome(await ask(other, byHash(EMMA)))).toEqual(EMMA_DATA)
    await redis.kill()
    expect(outcome(await ask(other, byHash(EMMA)))).toEqual(EMMA_DATA)
    expect(outcome(await ask(other, byHash(RENAME)))).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND'])
    expect(outcome(await ask(other, byHash(RENAME, RENAME)))).toEqual([200, { renameBook: { title: 'Solaris' } }])
    expect(outcome(await ask(other, byHash(RENAME)))).toEqual([200, { renameBook: { title: 'Solaris' } }])
  })
})

describe('trusted documents', () => {
  it('are served by their id alone, without having been sent', async () => {
    const graph = await start({ operations: writeManifest(EMMA), automaticPersistedQueries: false })
    expect(outcome(await ask(graph, byHash(EMMA)))).toEqual(EMMA_DATA)
    expect(outcome(await ask(graph, { documentId: `sha256:${sha256(EMMA)}` }))).toEqual(EMMA_DATA)
    expect(outcome(await ask(graph, { query: '{ books { title } }' }))[0]).toBe(200)
  })

  it('with mode only are all that is served, sent or named, over sockets too', async () => {
    const graph = await start({ operations: writeManifest(EMMA), operationsMode: 'only' })
    expect(outcome(await ask(graph, { query: EMMA }))).toEqual(EMMA_DATA)
    expect(outcome(await ask(graph, byHash(EMMA)))).toEqual(EMMA_DATA)
    const refusal = [400, 'PERSISTED_QUERY_NOT_IN_LIST']
    for (const body of [{ query: `${EMMA} ` }, byHash(RENAME), byHash(RENAME, RENAME), { documentId: 'other' }]) {
      expect(outcome(await ask(graph, body))).toEqual(refusal)
    }
    // What was refused was not remembered either.
    expect(outcome(await ask(graph, byHash(RENAME)))).toEqual(refusal)
    const client = graph.socket()
    await expect(client.iterate({ query: FOLLOW }).next()).rejects.toMatchObject([
      { extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } },
    ])
  })

  it('with mode log: others are served, and said once each, with who asks', async () => {
    const graph = await start({ operations: writeManifest(EMMA), operationsMode: 'log' })
    const other = { query: 'query Other { books { title } }', operationName: 'Other' }
    for (const body of [{ query: EMMA }, other, other]) {
      expect((await ask(graph, body, { 'apollographql-client-name': 'storefront' })).status).toBe(200)
    }
    const lines = graph.logged.filter(({ msg }) => msg === 'operation outside of the trusted documents')
    expect(lines).toMatchObject([{ client: 'storefront', operation: 'Other', hash: sha256(other.query) }])
  })

  it('are followed while running, and a broken manifest leaves the old one', async () => {
    const graph = await start({ operations: writeManifest(EMMA), operationsMode: 'only' })
    writeFileSync(join(folder, 'manifest.json'), '{"format":"something else"}')
    await until('refused', () => graph.logged.some(({ msg }) => msg.includes('the old one stays')))
    expect(outcome(await ask(graph, byHash(EMMA)))).toEqual(EMMA_DATA)
    writeManifest(RENAME)
    await until('swapped', () => graph.logged.some(({ msg }) => msg === 'trusted documents swapped'))
    expect(outcome(await ask(graph, byHash(RENAME)))).toEqual([200, { renameBook: { title: 'Solaris' } }])
    expect(outcome(await ask(graph, byHash(EMMA)))).toEqual([400, 'PERSISTED_QUERY_NOT_IN_LIST'])
  })

  it('that cannot be read keep the router from starting', async () => {
    writeFileSync(join(folder, 'manifest.json'), 'nothing')
    await expect(start({ operations: join(folder, 'manifest.json') })).rejects.toThrow('JSON')
  })
})
