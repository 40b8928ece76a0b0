import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

let graph: Graph
beforeAll(async () => {
  graph = await startGraph('in one process')
})
afterAll(() => graph.stop())

describe('every audit of GraphQL over HTTP passes: the server', () => {
  const audits = serverAudits({ url: () => `${graph.url}/graphql` })
  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' })
  })
})
