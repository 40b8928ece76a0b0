import { setTimeout as delay } from 'node:timers/promises'
import { unauthenticated } from '../src/errors.ts'
import { createLoader } from '../src/loader.ts'
import { createLog } from '../src/log.ts'
import type { Log } from '../src/log.ts'
import { createPushStream } from './push-stream.ts'
import { assembleSubgraph } from '../src/subgraph.ts'
import type { RequestOrigin, Subgraph, SubgraphParts } from '../src/subgraph.ts'
import { tokenExpired } from '../src/errors.ts'
import type { Viewer } from '../src/viewer.ts'

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query {
    viewerId: ID
    echo(text: String!): String!
    slow(ms: Int!): String!
    broken: String
    mustSignIn: String
    never: String!
    aborted: Boolean
  }
  type Mutation {
    count: Int!
  }
  type Subscription {
    ticks: Tick!
    refused: Tick!
    generated: Tick!
  }
  type Tick {
    n: Int!
    viewerId: ID
    name: String
  }
  type Book @key(fields: "id") {
    id: ID!
    title: String
  }
`

/** What the tests look at and push. */
export type Fixture = {
  subgraph: Subgraph
  /** Emits one value to every open `ticks` subscription. */
  tick(n: number): void
  /** Open sources of `ticks`. */
  open(): number
  /** The ids of each read of books. */
  batches: (readonly string[])[]
  /** True once the signal of a `slow` request has fired. */
  sawAbort(): boolean
  /** How often the field `slow` was asked. */
  slowCalls(): number
  /** True once the source of `generated` has seen its signal. */
  generatorEnded(): boolean
}

type Context = RequestOrigin & { book: ReturnType<typeof createLoader<string, { id: string; title: string }>> }

/** A verifier for tests of everything but tokens: the token is the viewer's id. */
export async function verifyNothing(token: string): Promise<Viewer> {
  if (token === 'expired') throw tokenExpired()
  return { id: token, roles: ['CUSTOMER'], sessionId: 'session', issuedAt: 0 }
}

export function createFixture(parts: Partial<SubgraphParts<Context>> & { log?: Log } = {}): Fixture {
  const listeners = new Set<(n: number) => void>()
  const batches: (readonly string[])[] = []
  let sawAbort = false
  let slowCalls = 0
  let generatorEnded = false
  const fail = () => {
    throw new Error('secret: the password of the database is hunter2')
  }

  async function* generate(signal: AbortSignal) {
    yield { n: 0 }
    // An async generator in the middle of an await is what return() alone cannot reach.
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    generatorEnded = true
  }

  const subgraph = assembleSubgraph<Context>({
    name: 'fixture',
    typeDefs,
    verifyToken: verifyNothing,
    log: createLog({ name: 'fixture', level: 'silent' }),
    createRequestContext: (origin) => ({
      ...origin,
      book: createLoader(
        async (ids: readonly string[]) => {
          batches.push(ids)
          return ids.map((id) => ({ id, title: `Book ${id}` }))
        },
        (book) => book.id,
      ),
    }),
    resolvers: {
      Query: {
        viewerId: (_: unknown, _args: unknown, { viewer }: Context) => viewer?.id,
        echo: (_: unknown, { text }: { text: string }) => text,
        slow: async (_: unknown, { ms }: { ms: number }, { signal }: Context) => {
          signal.addEventListener('abort', () => (sawAbort = true))
          slowCalls += 1
          await delay(ms)
          return 'done'
        },
        broken: fail,
        mustSignIn: () => {
          throw unauthenticated()
        },
        never: () => null,
        aborted: () => sawAbort,
      },
      Mutation: { count: () => 1 },
      Subscription: {
        ticks: {
          subscribe: (_: unknown, _args: unknown, { signal }: Context) => {
            const stream = createPushStream<{ ticks: { n: number } }>({
              signal,
              onStop: () => listeners.delete(listen),
            })
            const listen = (n: number) => void stream.push({ ticks: { n } })
            listeners.add(listen)
            listen(0)
            return stream
          },
        },
        refused: {
          subscribe: () => {
            throw unauthenticated()
          },
        },
        generated: {
          subscribe: (_: unknown, _args: unknown, { signal }: Context) => generate(signal),
          resolve: (tick: unknown) => tick,
        },
      },
      Tick: {
        viewerId: (_: unknown, _args: unknown, { viewer }: Context) => viewer?.id,
        name: ({ n }: { n: number }) => (n === 13 ? fail() : `tick ${n}`),
      },
      Book: {
        __resolveReference: ({ id }: { id: string }, { book }: Context) => {
          if (id === 'broken') fail()
          return book.load(id)
        },
      },
    },
    ...parts,
  })
  return {
    subgraph,
    tick: (n) => {
      for (const listen of listeners) listen(n)
    },
    open: () => listeners.size,
    batches,
    sawAbort: () => sawAbort,
    slowCalls: () => slowCalls,
    generatorEnded: () => generatorEnded,
  }
}
