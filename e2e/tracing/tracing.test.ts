import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topologies } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'
import { startCollector } from './collector.ts'
import type { ReceivedSpan } from './collector.ts'

const QUERY = `query Shelf($first: Int!) {
  products(first: $first) { nodes { title variants { id availability { quantity } } } }
}`

describe.each(topologies)('traces of the $name shop', ({ name, available, start }) => {
  let collector: Awaited<ReturnType<typeof startCollector>>
  let shop: TestShop
  beforeAll(async () => {
    collector = await startCollector()
    if (available) shop = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  })
  afterAll(async () => {
    await shop?.stop()
    collector.stop()
  })

  async function ask(traceparent: string): Promise<void> {
    const response = await fetch(shop.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent },
      body: JSON.stringify({ query: QUERY, variables: { first: 3 } }),
    })
    expect(await response.json()).not.toHaveProperty('errors')
  }

  it.skipIf(!available)('lead from the client through router and subgraphs to their statements', async () => {
    const traceId = randomBytes(16).toString('hex')
    const clientSpan = randomBytes(8).toString('hex')
    await ask(`00-${traceId}-${clientSpan}-01`)

    const ours = () => collector.spans.filter((span) => span.traceId === traceId)
    const below = (parent: string) => ours().filter(({ parentSpanId }) => parentSpanId === parent)
    const named = (spans: ReceivedSpan[], what: string) => spans.find((span) => span.name.startsWith(what))
    await expect.poll(() => below(clientSpan).length, { timeout: 10_000 }).toBe(1)
    const [request] = below(clientSpan) as [ReceivedSpan]
    expect(request).toMatchObject({
      name: 'query Shelf',
      attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Shelf' },
    })
    expect(request.attributes['graphql.operation.cost']).toBeGreaterThan(0)
    for (const subgraph of ['products', 'inventory']) {
      await expect.poll(() => named(below(request.spanId), `fetch ${subgraph}`), { timeout: 10_000 }).toBeDefined()
      const fetched = named(below(request.spanId), `fetch ${subgraph}`) as ReceivedSpan
      await expect.poll(() => below(fetched.spanId), { timeout: 10_000 }).toHaveLength(1)
      const [served] = below(fetched.spanId) as [ReceivedSpan]
      expect(served.attributes['subgraph.name']).toBe(subgraph)
      expect(served.service).toBe(name === 'standalone' ? 'shop' : subgraph)
      await expect.poll(() => named(below(served.spanId), 'SQL SELECT'), { timeout: 10_000 }).toBeDefined()
      const statement = named(below(served.spanId), 'SQL SELECT')
      expect(statement?.attributes['db.query.text']).toMatch(/^\s*SELECT [\s\S]+ FROM [\s\S]+\$1/)
    }
    expect(named(below(request.spanId), 'plan')).toBeDefined()
    const inventory = named(below(request.spanId), 'fetch inventory')
    expect(inventory?.attributes['subgraph.entities']).toBeGreaterThan(0)
  })

  it.skipIf(!available)('are not recorded when the client does not record', async () => {
    const [left, recorded] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
    await ask(`00-${left}-${randomBytes(8).toString('hex')}-00`)
    await ask(`00-${recorded}-${randomBytes(8).toString('hex')}-01`)
    await expect.poll(() => collector.spans.some(({ traceId }) => traceId === recorded), { timeout: 10_000 }).toBe(true)
    expect(collector.spans.filter(({ traceId }) => traceId === left)).toEqual([])
  })
})
