import { afterEach, describe, expect, it } from 'vitest'
import { until } from './fixture/follow.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph, Topology } from './fixture/start-graph.ts'

let graph: Graph
afterEach(() => graph.stop())

describe('a subgraph that is down', () => {
  it('takes down only its own fields and is named in the error', async () => {
    graph = await startGraph('over HTTP')
    await graph.served['reviews']?.stop()
    const { data, errors, status } = await graph.ask(
      '{ book(id: 1) { title rating author { name } } books { rating } }',
    )
    expect(status).toBe(200)
    expect(data.book).toEqual({ title: 'Emma', rating: null, author: { name: 'Author a1' } })
    const extensions = { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'reviews' }
    expect(errors).toHaveLength(4)
    expect(errors).toContainEqual(expect.objectContaining({ path: ['book', 'rating'], extensions }))
    for (const index of [0, 1, 2]) {
      expect(errors).toContainEqual(expect.objectContaining({ path: ['books', index, 'rating'], extensions }))
    }
  })

  it('is told at its entity when very many fields of that are missing', async () => {
    graph = await startGraph('over HTTP')
    await graph.served['reviews']?.stop()
    const ratings = Array.from({ length: 101 }, (_, index) => `r${index}: rating`).join(' ')
    const { errors } = await graph.ask(`{ book(id: 1) { title ${ratings} } }`)
    expect(errors.map(({ path }) => path)).toEqual([['book']])
  })

  it('is reported by /health/ready, by name and without its address', async () => {
    graph = await startGraph('over HTTP')
    await graph.served['authors']?.stop()
    const response = await fetch(`${graph.url}/health/ready`)
    const text = await response.text()
    expect(response.status).toBe(503)
    expect(JSON.parse(text)).toMatchObject({ down: ['authors'], subgraphs: { books: 'up', authors: 'down' } })
    expect(text).not.toContain('127.0.0.1')
    expect((await graph.router.ready()).subgraphs['authors']).toContain('ECONNREFUSED')
  })

  it('answers again at once when it is back, also on connections that died meanwhile', async () => {
    graph = await startGraph('over HTTP')
    await graph.ask('{ books { title } }')
    const port = graph.served['books']?.port ?? 0
    await graph.served['books']?.stop()
    graph.served['books'] = await graph.library.subgraphs.books.serve(port)
    const { data, errors } = await graph.ask('{ books { title } }')
    expect(errors).toEqual([])
    expect(data.books).toHaveLength(3)
  })
})

describe('a client that leaves before its answer', () => {
  it('takes its queries upstream with it', async () => {
    graph = await startGraph('over HTTP')
    const leaving = new AbortController()
    const asked = fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ sleep(milliseconds: 5000) }' }),
      signal: leaving.signal,
    })
    void until('it is asked upstream', () => graph.served['reviews']?.calls() === 1).then(() => leaving.abort())
    await expect(asked).rejects.toThrow('aborted')
    await until('the request upstream is aborted', () => graph.served['reviews']?.aborted() === 1)
    await until('it is logged', () => graph.logged.some((line) => line['clientLeft'] === true))
  })
})

describe.each<Topology>(['in one process', 'over HTTP'])('a slow subgraph %s', (topology) => {
  it('is given up after the time-out, and the other fields arrive', async () => {
    graph = await startGraph(topology, { settings: { subgraphTimeouts: { REVIEWS: 100 } } })
    const before = performance.now()
    const { data, errors } = await graph.ask('{ late: sleep(milliseconds: 20000) books { title } }')
    expect(performance.now() - before).toBeLessThan(10_000)
    expect(data.late).toBeNull()
    expect(data.books).toHaveLength(3)
    expect(errors[0]).toMatchObject({
      path: ['late'],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'reviews' },
    })
  })
})
