import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, print } from 'graphql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { follow, until } from './fixture/follow.ts'
import type { Followed } from './fixture/follow.ts'
import { createLibrary } from './fixture/library.ts'
import { compose, startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

const { books, reviews, authors } = createLibrary().subgraphs

const CACHE_CONTROL = `extend schema @link(url: "https://example.com/cacheControl/v1.0", import: ["@cacheControl", "CacheControlScope"])
  @composeDirective(name: "@cacheControl")
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION`

/** The supergraph without something that a subgraph goes on having. */
function without(text: string, subgraph: string): string {
  return compose(
    [books, reviews, authors].map(({ name, typeDefs }) => {
      const sdl = print(typeDefs)
      if (name === subgraph && !sdl.includes(text)) throw new Error(`${name} has no ${text}`)
      return { name, typeDefs: name === subgraph ? parse(sdl.replace(text, '')) : typeDefs, url: 'http://a.invalid/' }
    }),
  )
}

const whole = without('', '')

/** The supergraph in which `renamed` is the same for everybody, and the one in which it is for who has a token. */
const [open, closed] = ['', ' @authenticated'].map((guard) =>
  compose(
    [books, reviews].map(({ name, typeDefs }) => {
      const sdl = print(typeDefs)
        .replace('"@shareable"]', '"@shareable", "@authenticated", "@composeDirective"]')
        .replace('renamed(id: ID!): Book', `renamed(id: ID!): Book @cacheControl(scope: PUBLIC)${guard}`)
      return { name, typeDefs: parse(name === 'books' ? sdl + CACHE_CONTROL : sdl), url: 'http://a.invalid/' }
    }),
  ),
) as [string, string]
const QUERY = 'subscription($id: ID!) { renamed(id: $id) { title shelf } }'

let folder: string
let graph: Graph
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'router-'))
  await writeFile(join(folder, 'supergraph.graphql'), whole)
  graph = await startGraph('in one process', { supergraph: join(folder, 'supergraph.graphql') })
})
afterEach(async () => {
  await graph.stop()
  await rm(folder, { recursive: true })
})

async function swapTo(supergraph: string): Promise<void> {
  const swaps = (): number => graph.logged.filter(({ msg }) => msg === 'supergraph swapped').length
  const before = swaps()
  await writeFile(join(folder, 'new'), supergraph)
  await rename(join(folder, 'new'), join(folder, 'supergraph.graphql'))
  await until('it was swapped', () => swaps() > before)
}

async function nextOf(followed: Followed): Promise<unknown> {
  const { event, ended } = await followed.next()
  return event ? (event.data as { renamed: unknown }).renamed : ended
}

describe('a new supergraph', () => {
  it('is not noticed by a subscription whose owner is asked the same', async () => {
    const followed = follow(graph.socket(), 'subscription { renamed(id: 1) { title rating } }')
    await followed.next()
    await swapTo(without('reviews: [Review!]', 'reviews'))
    graph.library.rename('1', 'A')
    expect(await nextOf(followed)).toEqual({ title: 'A', rating: 1.5 })
    expect(graph.library.subscriptions.opened).toBe(1)
    // Whoever comes now shares it.
    const late = follow(graph.socket(), 'subscription { renamed(id: 1) { title rating } }')
    await late.next()
    graph.library.rename('1', 'B')
    await Promise.all([nextOf(followed), nextOf(late)])
    await until('there is one upstream', () => graph.library.subscriptions.open === 1)
  })

  it('brings a field from elsewhere, without an event lost or told twice', async () => {
    const followed = follow(graph.socket(), QUERY, { id: '1' })
    expect(await nextOf(followed)).toEqual({ title: 'Emma', shelf: 'in books' })
    // Events come all the time meanwhile.
    const titles: string[] = []
    const enough = new AbortController()
    const change = (async () => {
      while (!enough.signal.aborted) {
        titles.push(`Title ${titles.length}`)
        graph.library.rename('1', titles.at(-1)!)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    await swapTo(without('shelf: String @shareable', 'books'))
    await until('the owner is asked anew', () => graph.library.subscriptions.opened === 2)
    await new Promise((resolve) => setTimeout(resolve, 100))
    enough.abort()
    await change
    const seen: { title: string; shelf: string }[] = []
    while (seen.length < titles.length) seen.push((await nextOf(followed)) as { title: string; shelf: string })
    expect(seen.map(({ title }) => title)).toEqual(titles)
    const shelves = seen.map(({ shelf }) => shelf)
    expect(shelves[0]).toBe('in books')
    expect(shelves.at(-1)).toBe('in reviews')
    expect(shelves).toEqual(shelves.toSorted())
    expect(graph.library.subscriptions.open).toBe(1)
  })

  it('ends what does not fit it, saying why, and nothing else', async () => {
    const client = graph.socket()
    const lost = follow(client, 'subscription { renamed(id: 1) { rating } }')
    const kept = follow(client, 'subscription { renamed(id: 1) { title } }')
    await Promise.all([lost.next(), kept.next()])
    await swapTo(without('rating: Float', 'reviews'))
    expect(await nextOf(lost)).toMatchObject([
      {
        message: 'The subscription does not fit the new supergraph: Cannot query field "rating" on type "Book".',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ])
    graph.library.rename('1', 'Kept')
    expect(await nextOf(kept)).toEqual({ title: 'Kept' })
    await until('the upstream of the other is closed', () => graph.library.subscriptions.open === 1)
  })

  it('that guards what everybody followed ends it for those only who may not have it', async () => {
    await graph.stop()
    await writeFile(join(folder, 'supergraph.graphql'), open)
    graph = await startGraph('in one process', {
      supergraph: join(folder, 'supergraph.graphql'),
      verifyToken: async (token) => ({ sub: token }),
    })
    const query = 'subscription { renamed(id: 1) { title } }'
    const nobody = follow(graph.socket(), query)
    await nobody.next()
    const ada = follow(graph.socket({ authorization: 'Bearer ada' }), query)
    await ada.next()
    graph.library.rename('1', 'A')
    expect([await nextOf(nobody), await nextOf(ada)]).toEqual([{ title: 'A' }, { title: 'A' }])
    await until('they share it', () => graph.library.subscriptions.open === 1)
    await swapTo(closed)
    expect(await nextOf(nobody)).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    graph.library.rename('1', 'B')
    expect(await nextOf(ada)).toEqual({ title: 'B' })
    await until('the one upstream is hers', () => graph.library.subscriptions.open === 1)
    expect(graph.library.subscriptions.lastToken).toBe('Bearer ada')
  })
})
