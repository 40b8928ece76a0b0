import { afterEach, expect, it } from 'vitest'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { compose, startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@override"]
)`
const before = createFixtureSubgraph('before', `${LINK} type Query { price: Int }`, { Query: { price: () => 1 } })
const beta = createFixtureSubgraph(
  'beta',
  `${LINK} type Query { price: Int @override(from: "before", label: "beta") }`,
  { Query: { price: () => 2 } },
)

let graph: Graph
afterEach(() => graph.stop())

it('a label of @override that is no percentage holds for the requests that code says, and for none without it', async () => {
  const supergraph = compose([before, beta])
  const subgraphs = { before, beta }
  graph = await startGraph('in one process', { supergraph, subgraphs })
  expect((await graph.ask('{ price }')).data).toEqual({ price: 1 })
  await graph.stop()

  const asked: string[] = []
  graph = await startGraph('in one process', {
    supergraph,
    subgraphs,
    overrideLabels(label, { headers }) {
      asked.push(label)
      return headers['x-beta'] === '1'
    },
  })
  expect((await graph.ask('{ price }')).data).toEqual({ price: 1 })
  expect((await graph.ask('{ price }', { headers: { 'x-beta': '1' } })).data).toEqual({ price: 2 })
  expect(asked).toEqual(['beta', 'beta'])
})
