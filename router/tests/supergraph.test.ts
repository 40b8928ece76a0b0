import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'graphql'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRouter } from '../src/router.ts'
import { follow, until } from './fixture/follow.ts'
import { createLibrary } from './fixture/library.ts'
import { compose, startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

const URLS = 'http://nowhere.invalid/'
const library = createLibrary()
const { books, reviews, authors } = library.subgraphs
const before = compose([books, reviews].map(({ name, typeDefs }) => ({ name, typeDefs, url: URLS })))
const after = compose([books, reviews, authors].map(({ name, typeDefs }) => ({ name, typeDefs, url: URLS })))

let folder: string
let file: string
let graph: Graph
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'router-'))
  file = join(folder, 'supergraph.graphql')
  await writeFile(file, before)
})
afterEach(async () => {
  await graph.stop()
  await rm(folder, { recursive: true })
})

/** As editors and deployments do it. */
async function replace(text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

function logged(message: string): Promise<void> {
  return until(message, () => graph.logged.some((line) => line.msg === message))
}

describe('a supergraph from a file', () => {
  it('is swapped when the file changes, and subscriptions go on', async () => {
    graph = await startGraph('in one process', { supergraph: file })
    const followed = follow(graph.socket(), 'subscription { bookChanged(id: 1) { title rating } }')
    await followed.next()
    expect((await graph.ask('{ authors }')).status).toBe(400)

    await replace(after)
    await logged('supergraph swapped')
    expect((await graph.ask('{ authors books { title rating author { name } } }')).data.authors).toBe(3)
    graph.library.rename('1', 'Emma')
    expect((await followed.next()).event?.data).toEqual({ bookChanged: { title: 'Emma', rating: 1.5 } })
    const later = follow(graph.socket(), 'subscription { bookChanged(id: 1) { author { name } } }')
    expect((await later.next()).event?.data).toEqual({ bookChanged: { author: { name: 'Author a1' } } })
  })

  it.each([
    ['is no GraphQL', 'nonsense {'],
    ['is no supergraph', 'type Query { a: Int }'],
    [
      'has a subgraph without an address',
      before.replace(`url: "${URLS}"`, 'url: ""').replaceAll('BOOKS', 'MORE').replaceAll('"books"', '"more"'),
    ],
  ])('is refused when it %s, and the old one stays', async (_, bad) => {
    graph = await startGraph('in one process', { supergraph: file })
    await replace(bad)
    await logged('supergraph refused, the old one stays')
    expect((await graph.ask('{ books { title rating } }')).errors).toEqual([])
    await replace(after)
    await logged('supergraph swapped')
    expect((await graph.ask('{ authors }')).data.authors).toBe(3)
  })
})

describe('a supergraph from a URL', () => {
  it('is asked for again with its ETag and swapped when it changed', async () => {
    let text = before
    const answers: number[] = []
    const registry = createServer((request, response) => {
      const etag = `"${text.length}"`
      const status = request.headers['if-none-match'] === etag ? 304 : 200
      answers.push(status)
      response.writeHead(status, { etag }).end(status === 200 ? text : undefined)
    })
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
    const url = new URL(`http://127.0.0.1:${(registry.address() as AddressInfo).port}/supergraph`)
    graph = await startGraph('in one process', { supergraph: url, settings: { supergraphPollMs: 20 } })
    await until('it was asked again', () => answers.length >= 3)
    expect(answers.slice(0, 3)).toEqual([200, 304, 304])
    text = after
    await logged('supergraph swapped')
    expect((await graph.ask('{ authors }')).data.authors).toBe(3)
    registry.close()
    registry.closeAllConnections()
  })
})

describe('a router that cannot start', () => {
  beforeEach(async () => {
    graph = await startGraph('in one process')
  })
  const log = pino({ level: 'silent' })

  it('says what is wrong with the supergraph', async () => {
    await expect(createRouter({ supergraph: join(folder, 'none'), log }).listen()).rejects.toThrow('ENOENT')
    await expect(createRouter({ supergraph: 'type Query { a: Int }', log }).listen()).rejects.toThrow(
      'Invalid supergraph',
    )
  })

  it('names the variable that would give a subgraph its address', async () => {
    const nameless = compose([{ name: 'old-books', typeDefs: parse('type Query { a: Int }') }])
    await expect(createRouter({ supergraph: nameless, log }).listen()).rejects.toThrow('SUBGRAPH_OLD_BOOKS_URL')
  })

  it('leaves nothing running when its port is taken', async () => {
    const settings = { port: Number(new URL(graph.url).port), host: '127.0.0.1' }
    const router = createRouter({ supergraph: before, subgraphs: library.subgraphs, settings, log })
    await expect(router.listen()).rejects.toThrow('EADDRINUSE')
  })
})
