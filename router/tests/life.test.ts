import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from './fixture/follow.ts'
import { createLibrary } from './fixture/library.ts'
import { compose, startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

const URLS = 'http://nowhere.invalid/'
const { books, reviews, authors } = createLibrary().subgraphs
const before = compose([books, reviews].map(({ name, typeDefs }) => ({ name, typeDefs, url: URLS })))
const after = compose([books, reviews, authors].map(({ name, typeDefs }) => ({ name, typeDefs, url: URLS })))
const OFTEN = '{ books { title rating } }'
const CONDITIONAL = 'query Some($more: Boolean!) { books { title rating @include(if: $more) } }'
const SELDOM = '{ books { id } }'

let folder: string
let file: string
let graph: Graph
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'router-life-'))
  file = join(folder, 'supergraph.graphql')
  await writeFile(file, before)
})
afterEach(async () => {
  await graph.stop()
  await rm(folder, { recursive: true })
})

async function swapTo(text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

function lines(message: string): Graph['logged'] {
  return graph.logged.filter(({ msg }) => msg === message)
}

/** Whether the plan was there when the last request came: it says how long planning took when it was not. */
async function wasPlanned(query: string, variables: object = {}): Promise<boolean> {
  const { length } = lines('request')
  const answer = await graph.ask(query, { variables })
  expect(answer.errors).toEqual([])
  await until('its line is there', () => lines('request').length > length)
  return lines('request').at(-1)?.['planMs'] === undefined
}

describe('a new supergraph', () => {
  it('is served with the most used operations planned already, under the conditions that they came with', async () => {
    graph = await startGraph('in one process', { supergraph: file, settings: { warmOperations: 2, cache: false } })
    for (const _ of [1, 2, 3]) await graph.ask(OFTEN)
    for (const more of [true, false]) await graph.ask(CONDITIONAL, { variables: { more } })
    expect(await wasPlanned(SELDOM)).toBe(false)

    await swapTo(after)
    await until('it is served', () => lines('supergraph swapped').length === 1)
    expect(lines('operations planned ahead')[0]).toMatchObject({ of: 2, warmed: 2 })
    expect(await wasPlanned(OFTEN)).toBe(true)
    expect(await wasPlanned(CONDITIONAL, { more: true })).toBe(true)
    expect(await wasPlanned(CONDITIONAL, { more: false })).toBe(true)
    expect(await wasPlanned(SELDOM)).toBe(false)
    expect((await graph.ask('{ authors }')).data.authors).toBe(3)
  })

  it('does not wait longer for that than it may, and not for operations that it does not have', async () => {
    await writeFile(file, after)
    graph = await startGraph('in one process', { supergraph: file, settings: { warmMs: 0 } })
    await graph.ask(OFTEN)
    await graph.ask('{ authors }')
    await swapTo(before)
    await until('it is served', () => lines('supergraph swapped').length === 1)
    expect((await graph.ask('{ authors }')).errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    expect((await graph.ask(OFTEN)).errors).toEqual([])
  })

  it('lets requests in flight end on the old one, and answers others meanwhile', async () => {
    await writeFile(file, after)
    graph = await startGraph('over HTTP', { supergraph: file, subgraphs: createLibrary().subgraphs })
    const slow = graph.ask('{ sleep(milliseconds: 1500) books { title author { name } } }')
    await graph.came(1)
    await swapTo(before)
    await until('it is served', () => lines('supergraph swapped').length === 1)
    expect((await graph.ask('{ books { author { name } } }')).status).toBe(400)
    const { data, errors } = await slow
    expect(errors).toEqual([])
    expect(data['books']?.[0]?.['author']?.['name']).toBe('Author a1')
  })

  it('is counted, and so is one that is refused', async () => {
    graph = await startGraph('in one process', { supergraph: file, settings: { metricsToken: 'token' } })
    await swapTo('nonsense {')
    await until('it is refused', () => lines('supergraph refused, the old one stays').length === 1)
    await swapTo(after)
    await until('it is served', () => lines('supergraph swapped').length === 1)
    const metrics = await fetch(`${graph.url}/metrics`, { headers: { authorization: 'Bearer token' } })
    const text = await metrics.text()
    expect(text).toContain('router_supergraph_swaps_total{outcome="swapped"} 1')
    expect(text).toContain('router_supergraph_swaps_total{outcome="refused"} 1')
    const ready = await fetch(`${graph.url}/health/ready`)
    const { supergraph } = (await ready.json()) as { supergraph: string }
    expect(text).toContain(`router_supergraph_info{version="${supergraph}"} 1`)
  })
})

describe('a router that starts', () => {
  it('has the operations of its manifest planned before it listens, when it is told to', async () => {
    const operations = join(folder, 'manifest.json')
    const manifest = {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        { id: '1', name: 'Titles', type: 'query', body: 'query Titles { books { title rating } }' },
        { id: '2', name: 'Wrong', type: 'query', body: 'query Wrong { nothing }' },
      ],
    }
    await writeFile(operations, JSON.stringify(manifest))
    graph = await startGraph('in one process', { supergraph: file, settings: { operations, warmManifest: true } })
    expect(graph.logged.map(({ msg }) => msg).indexOf('operations planned ahead')).toBeLessThan(
      graph.logged.map(({ msg }) => msg).indexOf('router listens'),
    )
    expect(lines('operations planned ahead')[0]).toMatchObject({ of: 2, warmed: 1 })
    for (const operationName of ['Titles', undefined]) {
      const body = JSON.stringify({ query: manifest.operations[0]?.body, operationName })
      const headers = { 'content-type': 'application/json' }
      const asked = await fetch(`${graph.url}/graphql`, { method: 'POST', headers, body })
      expect(asked.status).toBe(200)
      expect(lines('request').at(-1)?.['planMs']).toBeUndefined()
    }
  })
})

describe('a router that stops', () => {
  it('ends what waits for a connection to a subgraph, too', async () => {
    graph = await startGraph('over HTTP', { settings: { subgraphConnections: 1, deduplicateRequests: false } })
    const waiting = [1, 2, 3].map(() => graph.ask('{ sleep(milliseconds: 200) }'))
    await graph.came(waiting.length)
    await graph.router.stop()
    expect((await Promise.all(waiting)).map(({ data }) => data)).toEqual(waiting.map(() => ({ sleep: 'awake' })))
  })
})
