import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { follow, until } from './fixture/follow.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

let graph: Graph
afterEach(() => graph.stop())

function requests(): Graph['logged'] {
  return graph.logged.filter(({ msg }) => msg === 'request')
}

describe('the log line of a request', () => {
  it('tells the operation, its cost, what planning took, and what was asked of whom', async () => {
    graph = await startGraph('over HTTP', { settings: { cache: false } })
    await graph.ask('query Rated { books { title rating } }')
    await graph.ask('query Rated { books { title rating } }')
    await graph.ask('{ nothing }')
    await until('their lines are there', () => requests().length === 3)
    const [first, second, third] = requests()
    expect(first).toMatchObject({ operation: 'Rated', kind: 'query', errors: 0, status: 200, cost: expect.any(Number) })
    expect(first?.['planMs']).toBeGreaterThan(0)
    expect(second).not.toHaveProperty('planMs')
    const fetched = { fetches: 1, ms: expect.any(Number) as number }
    expect(second?.['subgraphs']).toEqual({ books: fetched, reviews: fetched })
    expect(third).toMatchObject({ status: 400, errors: 1, code: 'GRAPHQL_VALIDATION_FAILED' })
  })

  it('is left out by lot for what went well, and always there for what failed or was slow', async () => {
    graph = await startGraph('in one process', { settings: { logSample: 0, logSlowMs: 600 } })
    await graph.ask('{ books { title } }')
    await graph.ask('{ nothing }')
    await graph.ask('{ sleep(milliseconds: 650) }')
    await follow(graph.socket(), '{ books { title } }').next()
    await until('the lines are there', () => requests().length === 2)
    expect(requests().map(({ code = 'slow' }) => code)).toEqual(['GRAPHQL_VALIDATION_FAILED', 'slow'])
    expect(graph.logged.filter(({ msg }) => msg === 'socket operation')).toEqual([])
  })

  it('is not written by a log that does not want it', async () => {
    const lines: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
    graph = await startGraph('in one process', { log })
    await graph.ask('{ nothing }')
    expect(lines).toEqual([])
  })
})
