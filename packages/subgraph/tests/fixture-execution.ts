import { GraphQLError } from 'graphql'
import type { GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { pathToArray } from 'graphql/jsutils/Path.js'
import { setTimeout as delay } from 'node:timers/promises'
import { guardEntities } from '../src/entities.ts'
import { codedError } from '../src/errors.ts'
import { buildExecutableSchema } from '../src/executable-schema.ts'
import { DateTime, Decimal } from '../src/scalars.ts'

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  scalar Decimal
  scalar Nothing
  scalar Json
  enum Genre {
    NOVEL
    POETRY
  }
  interface Node {
    id: ID!
  }
  type Book implements Node @key(fields: "id") {
    id: ID!
    title: String!
    pages: Int
    price: Decimal
    rating: Float
    genre: Genre
    published: DateTime
    tags: [String!]!
    matrix: [[Int!]]
    author: Author
  }
  type Author implements Node {
    id: ID!
    name: String
    books: [Book!]
  }
  union Found = Book | Author
  interface Animal {
    name: String
  }
  type Dog implements Animal {
    name: String
    barks: Boolean
  }
  type Cat implements Animal {
    name: String
    purrs: Boolean
  }
  interface Shape {
    area: Float
  }
  type Circle implements Shape {
    area: Float
    radius: Float
  }
  type Square implements Shape {
    area: Float
    side: Float
  }
  input Range {
    from: Int!
    to: Int = 9
  }
  input Filter {
    author: String
    range: Range
  }
  type Lazy {
    now: String
    later: String
    method: String
    methodWithArguments(n: Int!): Int
    laterList: [Book]
    throwing: String
    rejecting: String
    thrownText: String
    errorAsValue: String
    missing: String
  }
  type Required {
    nothing: Nothing!
  }
  type Wrong {
    int: Int
    float: Float
    text: String
    boolean: Boolean
    genre: Genre
    date: DateTime
    id: ID
    big: Int
    list: [String]
    object: Json
    nothing: Nothing
    required: Required
    grid: [[Int!]!]
  }
  type Deep {
    a: Deep
    b: Deep!
    ok: Boolean
    required: String!
    requiredLater: String!
  }
  type Nest {
    nest: Nest!
    info(n: Int): Json
  }
  type Query {
    book(id: ID!): Book
    nothing: String
    undefinedThing: String
    lazy: Lazy
    echo(text: String! = "none", times: Int = 1): String
    echoLater(text: String!): String
    find(filter: Filter): Json
    mutate(filter: Filter!): Json
    genre(genre: Genre): Genre
    day(of: DateTime): DateTime
    wrong: Wrong
    fail(how: String!): String
    deep: Deep
    must: Deep!
    list(how: String!): [Book]
    strictList(how: String!): [Book!]
    search(text: String!): [Found]
    nodes: [Node!]!
    animals: [Animal]
    strange: [Found]
    strangeAnimals: [Animal]
    shapes: [Shape]
    circle: Circle
    notCircle: Circle
    info(n: Int): Json
    nest: Nest
    context: String
  }
  type Mutation {
    slow(ms: Int!): String
    fast: String
    mustFail: String!
    mustFailLater: String!
  }
`

type Context = { ran: string[] }
type Book = { id: string; [property: string]: unknown }

function book(id: string): Book {
  return {
    id,
    title: `Book ${id}`,
    pages: Number(id) * 100,
    price: '19.99',
    rating: 4.5,
    genre: 'NOVEL',
    published: new Date('2026-03-01T12:00:00Z'),
    tags: ['a', 'b'],
    matrix: [[1, 2], null, [3]],
    author: Promise.resolve({ __typename: 'Author', id: 'a', name: 'Ann', books: () => [{ id: '7', title: 'Seven' }] }),
  }
}

function failure(how: string): unknown {
  if (how === 'sync') throw new Error('sync')
  if (how === 'async') return Promise.reject(new Error('async'))
  if (how === 'value') return new Error('value')
  // eslint-disable-next-line typescript/only-throw-error -- what graphql-js makes of it is the test
  if (how === 'text') throw 'text'
  // eslint-disable-next-line typescript/only-throw-error -- as above
  if (how === 'undefined') throw undefined
  if (how === 'coded') throw codedError('FORBIDDEN', 'You may not.', { reason: 'test' })
  throw new GraphQLError('located', { path: ['elsewhere', 3] })
}

function books(how: string): unknown {
  const broken = () => Promise.reject(new Error('no such item'))
  if (how === 'promises') return [Promise.resolve(book('1')), null, Promise.resolve(null), book('2')]
  if (how === 'mixed') return [book('1'), broken(), new Error('an item'), { id: '3', title: null }, undefined]
  if (how === 'strict') return [book('1'), Promise.resolve(book('2')), broken()]
  if (how === 'waiting') return [broken(), delay(2).then(broken), null]
  if (how === 'set') return new Set([book('1'), book('2')])
  if (how === 'text') return 'text'
  if (how === 'object') return { id: '1' }
  return (function* () {
    yield book('1')
    throw new Error('the source ends')
  })()
}

function describeInfo(info: GraphQLResolveInfo) {
  const { fieldName, fieldNodes, parentType, path, fragments, variableValues, operation } = info
  const nodes = fieldNodes.map((node) => node.loc?.start)
  const names = [fieldName, parentType.name, operation.name?.value, ...Object.keys(fragments)]
  return { names, nodes, path: pathToArray(path), typename: path.typename, variableValues }
}

function createResolvers(onInfo: (info: GraphQLResolveInfo) => void) {
  const note = (context: Context, text: string) => void context.ran.push(text)
  const readInfo = (_: unknown, values: object, _context: Context, info: GraphQLResolveInfo) => {
    onInfo(info)
    return { ...describeInfo(info), values }
  }
  const deep = (): Record<string, unknown> => ({
    ok: true,
    a: deep,
    b: () => Promise.resolve(deep()),
    required: null,
    requiredLater: () => delay(1, null),
  })
  class Lazily {
    now = 'now'
    #own = 'method'
    later = Promise.resolve('later')
    laterList = Promise.resolve([Promise.resolve(book('1')), null])
    errorAsValue = new TypeError('as value')
    method(_values: unknown, context: Context) {
      note(context, 'method')
      return this.#own
    }
    methodWithArguments({ n }: { n: number }) {
      return Promise.resolve(n * 2)
    }
    get throwing(): string {
      throw new Error('a getter')
    }
    rejecting = () => Promise.reject(new Error('a method'))
    thrownText = () => failure('text')
  }
  const nest = { nest: () => nest }
  return {
    DateTime,
    Decimal,
    Nothing: { serialize: () => null },
    Query: {
      book: (_: unknown, { id }: { id: string }) => (id === 'none' ? null : book(id)),
      nothing: () => null,
      undefinedThing: () => undefined,
      lazy: () => new Lazily(),
      echo: (_: unknown, values: { text: string; times?: number | null }) =>
        `${values.text.repeat(values.times ?? 1)} ${JSON.stringify(values)}`,
      echoLater: (_: unknown, { text }: { text: string }) => delay(2, text),
      find: (_: unknown, values: object) => values,
      mutate: (_: unknown, { filter }: { filter: { author: string } }) => {
        filter.author += '!'
        return filter.author
      },
      genre: (_: unknown, { genre }: { genre: string }) => genre,
      day: (_: unknown, { of }: { of: unknown }) => (of instanceof Date ? of : null),
      wrong: () => ({
        int: 1.5,
        float: 'x',
        text: { an: 'object' },
        boolean: 'yes',
        genre: 'PROSE',
        date: 'yesterday',
        id: {},
        big: 2 ** 31,
        list: [{}, 'text', 5, true],
        object: { any: ['json', 1, null] },
        nothing: 1,
        required: { nothing: 1 },
        grid: [[1, null], [2], null],
      }),
      fail: (_: unknown, { how }: { how: string }) => failure(how),
      deep,
      must: () => Promise.resolve(deep()),
      list: (_: unknown, { how }: { how: string }) => books(how),
      strictList: (_: unknown, { how }: { how: string }) => books(how),
      search: () => [
        { __typename: 'Book', ...book('1') },
        Promise.resolve({ __typename: 'Author', name: 'Ann' }),
        null,
      ],
      nodes: () => [
        { __typename: 'Book', ...book('1') },
        { __typename: 'Author', id: 'a', name: 'Ann', books: [] },
      ],
      animals: () => [
        { name: 'Rex', barks: true },
        { name: 'Tom', purrs: true, later: true },
      ],
      strange: () => [{}, { __typename: 'Nobody' }, { __typename: 'Found' }, { __typename: 'Dog' }, 'text', 7],
      strangeAnimals: () => ['object', 'number', 'reject', 'throw'].map((strange) => ({ strange, name: 'x' })),
      shapes: () => [{ radius: 1, area: 3.14 }, { side: 2, area: 4 }, { nothing: true }],
      circle: () => ({ radius: 1 }),
      notCircle: () => ({ side: 1 }),
      info: readInfo,
      nest: () => nest,
      context: (_: unknown, _values: object, context: Context) => {
        note(context, 'context')
        return String(context.ran.length)
      },
    },
    Nest: { info: readInfo },
    Animal: {
      __resolveType: (animal: { barks?: boolean; strange?: string; later?: boolean }, context: Context) => {
        note(context, `type of ${JSON.stringify(animal)}`)
        if (animal.strange === 'object') return 'Animal'
        if (animal.strange === 'number') return 7
        if (animal.strange === 'reject') return Promise.reject(new Error('no type'))
        if (animal.strange === 'throw') throw new Error('no type at all')
        const name = animal.barks ? 'Dog' : 'Cat'
        return animal.later ? Promise.resolve(name) : name
      },
    },
    Book: {
      __resolveReference: async ({ id }: { id: string }) => {
        if (id === 'broken') throw new Error('broken')
        return id === 'none' ? null : book(id)
      },
    },
    Mutation: {
      slow: async (_: unknown, { ms }: { ms: number }, context: Context) => {
        note(context, `begin ${ms}`)
        await delay(Math.max(ms, 0))
        note(context, `end ${ms}`)
        if (ms < 0) throw new Error('a negative time')
        return `slow ${context.ran.length}`
      },
      fast: (_: unknown, _values: object, context: Context) => {
        note(context, 'fast')
        return `fast ${context.ran.length}`
      },
      mustFail: () => null,
      mustFailLater: () => delay(1, null),
    },
  }
}

/** A schema with everything that an executor can get wrong, and contexts that remember what ran, in order. */
export function createExecutionFixture(onInfo: (info: GraphQLResolveInfo) => void = () => {}): {
  schema: GraphQLSchema
  createContext(): Context
} {
  const schema = buildExecutableSchema('fixture', typeDefs, createResolvers(onInfo))
  guardEntities(schema, 100)
  // The resolver map of @apollo/subgraph cannot say it.
  const circle = schema.getType('Circle') as GraphQLObjectType
  const square = schema.getType('Square') as GraphQLObjectType
  circle.isTypeOf = (value) => 'radius' in (value as object)
  square.isTypeOf = (value) => Promise.resolve('side' in (value as object))
  return { schema, createContext: () => ({ ran: [] }) }
}
