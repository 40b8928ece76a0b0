import { GraphQLError } from 'graphql'
import { afterEach, expect, it } from 'vitest'
import { parse } from 'graphql'
import { createFixtureSubgraph } from '../fixture/fixture-subgraph.ts'
import type { FixtureSubgraph } from '../fixture/fixture-subgraph.ts'
import { compareAnswers } from './compare.ts'
import type { Comparison } from './compare.ts'
import { FEDERATION } from './graphs/federation-link.ts'
import { startPair } from './pair.ts'
import type { AnsweredError, Answers, Pair } from './pair.ts'

// Each rule of theirs.ts on the smallest example that needs it: what stock answers, and what is right.

let pair: Pair
afterEach(() => pair.stop())

type Item = { id: string; weight?: number }

const IDS = ['1', '2', '3']

function items(): FixtureSubgraph {
  return createFixtureSubgraph(
    'items',
    `${FEDERATION} type Query { items: [Item!] item(id: ID!): Item broken: String } type Item @key(fields: "id") { id: ID! }`,
    {
      Query: {
        items: () => IDS.map((id) => ({ id })),
        item: (_: unknown, { id }: Item) => ({ id }),
        broken: () => {
          throw new GraphQLError('Broken.', { extensions: { code: 'BROKEN' } })
        },
      },
    },
  )
}

/** Knows the names of the first item only, and the weights of all but the first. */
function details(): FixtureSubgraph {
  return createFixtureSubgraph(
    'details',
    `${FEDERATION} type Item @key(fields: "id") { id: ID! name: String! note: String weight: Int }`,
    {
      Item: {
        __resolveReference: ({ id }: Item) => (id === '1' ? { id } : null),
        name: ({ id }: Item) => `name ${id}`,
        note: ({ id }: Item) => `note ${id}`,
      },
    },
  )
}

async function ask(
  subgraphs: () => FixtureSubgraph[],
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ answers: Answers; comparison: Comparison }> {
  pair = await startPair(subgraphs)
  const operation = { document: parse(query), variables }
  const answers = await pair.ask(operation, { season: 'calm', seed: 0, down: null })
  return { answers, comparison: compareAnswers({ operation, schema: pair.schema, answers }) }
}

function pathsOf(errors: readonly AnsweredError[]): string[] {
  return errors.map(({ path }) => (path ?? []).join('.')).toSorted()
}

it('tells of a field that is nulled against its type, where stock has a line in its extensions', async () => {
  const { answers, comparison } = await ask(() => [items(), details()], '{ item(id: 2) { id name } }')
  expect(answers.apollo).toMatchObject({ data: { item: null }, errors: [] })
  expect(pathsOf(answers.apollo.extensions.valueCompletion ?? [])).toEqual(['item.name'])
  expect(answers.compiled).toMatchObject({ data: { item: null } })
  expect(pathsOf(answers.compiled.errors)).toEqual(['item.name'])
  expect(comparison).toEqual({ unexplained: [], explainedBy: ['a field nulled against its type is no error'] })
})

it('tells of it also beside another error, where stock says nothing', async () => {
  const { answers, comparison } = await ask(() => [items(), details()], '{ item(id: 2) { id name } broken }')
  expect(answers.apollo.extensions).toEqual({})
  expect(pathsOf(answers.apollo.errors)).toEqual(['broken'])
  expect(pathsOf(answers.compiled.errors)).toEqual(['broken', 'item.name'])
  expect(comparison).toEqual({ unexplained: [], explainedBy: ['a field nulled against its type is no error'] })
})

it('names each place of a list that a subgraph is missing from, where stock names the list', async () => {
  const down = (): FixtureSubgraph => ({ ...details(), execute: () => Promise.reject(new Error('down')) })
  const { answers, comparison } = await ask(() => [items(), down()], '{ items { id note } }')
  expect(answers.compiled.data).toEqual(answers.apollo.data)
  expect(pathsOf(answers.apollo.errors)).toEqual(['items'])
  expect(pathsOf(answers.compiled.errors)).toEqual(['items.0.note', 'items.1.note', 'items.2.note'])
  expect(comparison.unexplained).toEqual([])
})

/** Ships what has a weight, and fails for the last item. */
function shipping(): FixtureSubgraph {
  return createFixtureSubgraph(
    'shipping',
    `${FEDERATION} type Item @key(fields: "id") { id: ID! weight: Int @external cost: Int @requires(fields: "weight") }`,
    {
      Item: {
        __resolveReference: (item: Item) => item,
        cost: ({ id, weight }: Item) => {
          if (id === '3') throw new GraphQLError('Too far.', { extensions: { code: 'TOO_FAR' } })
          return weight
        },
      },
    },
  )
}

/** Knows the weights of all but the first. */
function weights(): FixtureSubgraph {
  return createFixtureSubgraph('weights', `${FEDERATION} type Item @key(fields: "id") { id: ID! weight: Int }`, {
    Item: { __resolveReference: ({ id }: Item) => (id === '1' ? null : { id, weight: Number(id) }) },
  })
}

it('gives an error the index of its element, where stock counts only what it could ask about', async () => {
  const { answers, comparison } = await ask(() => [items(), weights(), shipping()], '{ items { id cost } }')
  expect(answers.compiled.data).toEqual({
    items: [
      { id: '1', cost: null },
      { id: '2', cost: 2 },
      { id: '3', cost: null },
    ],
  })
  expect(answers.apollo.data).toEqual(answers.compiled.data)
  expect(pathsOf(answers.apollo.errors)).toEqual(['items.1.cost'])
  expect(pathsOf(answers.compiled.errors)).toEqual(['items.2.cost'])
  expect(comparison.unexplained).toEqual([])
})

/** A subgraph whose data does not matter, and that can be down. */
function simple(name: string, sdl: string, resolvers: object, isDown = false): FixtureSubgraph {
  const subgraph = createFixtureSubgraph(name, `${FEDERATION} ${sdl}`, resolvers)
  return isDown ? { ...subgraph, execute: () => Promise.reject(new Error('down')) } : subgraph
}

it('ends the path of an error at what the client knows, where stock names what the gateway needed', async () => {
  const broken = (): FixtureSubgraph =>
    simple('weights', 'type Item @key(fields: "id") { id: ID! weight: Int }', {
      Item: {
        __resolveReference: (item: Item) => item,
        weight: () => {
          throw new GraphQLError('Too heavy.', { extensions: { code: 'TOO_HEAVY' } })
        },
      },
    })
  const { answers, comparison } = await ask(() => [items(), broken(), shipping()], '{ item(id: 1) { id cost } }')
  expect(answers.compiled.data).toEqual(answers.apollo.data)
  expect(pathsOf(answers.apollo.errors)).toEqual(['item.weight'])
  expect(pathsOf(answers.compiled.errors)).toEqual(['item'])
  expect(comparison.unexplained).toEqual([])
})

it('knows the name of the root type, where stock misses a subgraph for it', async () => {
  const { answers, comparison } = await ask(
    () => [simple('only', 'type Query { a: Int }', {}, true)],
    'query ($no: Boolean!) { ... on Query @skip(if: $no) { __typename } }',
    { no: false },
  )
  expect(answers.apollo.data).toEqual({ __typename: 'Query' })
  expect(pathsOf(answers.apollo.errors)).toContain('__typename')
  expect(answers.compiled).toMatchObject({ data: { __typename: 'Query' }, errors: [] })
  expect(comparison).toEqual({
    unexplained: [],
    explainedBy: ['a subgraph that is down is told of where nothing is missing'],
  })
})

it('serves introspection that stock fails on', async () => {
  const { answers, comparison } = await ask(
    () => [simple('only', 'type Query { a: Int }', {})],
    '{ __type(name: "Query") { isOneOf } __schema { directives { isDeprecated } } }',
  )
  expect(answers.apollo.status).toBe(500)
  expect(answers.compiled).toMatchObject({ status: 200, errors: [] })
  expect(comparison).toEqual({ unexplained: [], explainedBy: ['newer introspection fails'] })
})

it('answers in the order that was asked for, where stock moves the name of the type', async () => {
  const { answers, comparison } = await ask(
    () => [items()],
    '{ item(id: 1) { ... on Item { id } __typename ... on Item { again: id } } }',
  )
  expect(answers.apollo.dataText).toBe('{"item":{"id":"1","again":"1","__typename":"Item"}}')
  expect(answers.compiled.dataText).toBe('{"item":{"id":"1","__typename":"Item","again":"1"}}')
  expect(comparison.unexplained).toEqual([])
})

it('fails on no condition, where stock does not find a subgraph for introspection', async () => {
  const { answers } = await ask(
    () => [items(), simple('other', 'type Query { a: Int }', {})],
    'query ($no: Boolean! = false) { ... on Query @include(if: $no) { __schema { description } } }',
  )
  expect(answers.apollo.status).toBe(500)
  expect(answers.compiled).toMatchObject({ status: 200, data: {}, errors: [] })
})

/** Counts what it is asked to change. */
function counter(): FixtureSubgraph {
  let count = 0
  const next = (): number => (count += 1)
  return simple('counter', 'type Query { a: Int } type Mutation { one: Int! two: Int! }', {
    Mutation: { one: next, two: next },
  })
}

it('runs mutations in the order of the document, where stock begins with a fragment', async () => {
  const query = 'mutation { one ...F } fragment F on Mutation { two __typename }'
  const { answers } = await ask(() => [counter()], query)
  expect(answers.apollo.data).toEqual({ one: 2, two: 1, __typename: 'Mutation' })
  expect(answers.compiled.data).toEqual({ one: 1, two: 2, __typename: 'Mutation' })
})

it('runs a mutation once that is selected twice, once with a condition, where stock runs it twice', async () => {
  const other = (): FixtureSubgraph =>
    simple('other', 'type Mutation { three: Int! }', { Mutation: { three: () => 3 } })
  const query = 'mutation ($no: Boolean!) { one @skip(if: $no) three one }'
  const { answers } = await ask(() => [counter(), other()], query, { no: false })
  expect(answers.apollo.data).toEqual({ one: 2, three: 3 })
  expect(answers.compiled.data).toEqual({ one: 1, three: 3 })
})

it('keeps the type of an entity whose interface another subgraph names, where stock forgets it', async () => {
  const media = (): FixtureSubgraph =>
    simple(
      'media',
      `type Query { song: Song }
      interface Media @key(fields: "id") { id: ID! }
      type Song implements Media @key(fields: "id") { id: ID! }`,
      { Query: { song: () => ({ id: '1' }) } },
    )
  const reviews = (): FixtureSubgraph =>
    simple('reviews', 'type Media @key(fields: "id") @interfaceObject { id: ID! rated: Boolean }', {
      Media: { __resolveReference: (one: Item) => ({ ...one, rated: true }) },
    })
  const { answers } = await ask(() => [media(), reviews()], '{ song { rated __typename } }')
  expect(answers.apollo.data).toEqual({ song: null })
  expect(answers.compiled).toMatchObject({ data: { song: { rated: true, __typename: 'Song' } }, errors: [] })
})

it('follows the label of a progressive override, which stock never does', async () => {
  const from = (name: string, override: string): FixtureSubgraph =>
    simple(name, `type Query { ${name}: Int } type Item @key(fields: "id") { id: ID! where: String ${override} }`, {
      Item: { __resolveReference: (item: Item) => item, where: () => name },
    })
  const moved = '@override(from: "here", label: "percent(100)")'
  const { answers } = await ask(() => [items(), from('here', ''), from('there', moved)], '{ item(id: 1) { where } }')
  expect(answers.apollo.data).toEqual({ item: { where: 'here' } })
  expect(answers.compiled.data).toEqual({ item: { where: 'there' } })
})

it('knows an object by its type in a fragment on its interface, where stock forgets it', async () => {
  const sdl = 'type Query { book: Book } interface Item { id: ID! } type Book implements Item { id: ID! }'
  const book = (): FixtureSubgraph => simple('books', sdl, { Query: { book: () => ({ id: '1' }) } })
  const query = '{ book { ... on Item { ...F } } } fragment F on Book { id }'
  const { answers } = await ask(() => [book()], query)
  expect(answers.apollo.data).toEqual({ book: {} })
  expect(answers.compiled.data).toEqual({ book: { id: '1' } })
})

it('says of which object no subgraph told the type, where stock is silent', async () => {
  const media = (): FixtureSubgraph =>
    simple(
      'media',
      'type Query { a: Int } interface Media @key(fields: "id") { id: ID! } type Song implements Media @key(fields: "id") { id: ID! }',
      { Media: { __resolveReference: () => null } },
    )
  const reviews = (): FixtureSubgraph =>
    simple('reviews', 'type Query { best: Media } type Media @key(fields: "id") @interfaceObject { id: ID! }', {
      Query: { best: () => ({ id: '1' }) },
    })
  const { answers, comparison } = await ask(() => [media(), reviews()], '{ best { __typename } }')
  expect(answers.apollo).toMatchObject({ data: { best: null }, errors: [], extensions: {} })
  expect(answers.compiled.data).toEqual({ best: null })
  expect(pathsOf(answers.compiled.errors)).toEqual(['best.__typename'])
  expect(comparison.unexplained).toEqual([])
})

it('merges what two subgraphs know of a list of lists, where stock keeps what came last', async () => {
  const grid = (name: string, field: string): FixtureSubgraph =>
    simple(name, `type Query { grid: [[Cell]] @shareable } type Cell { ${field}: Int }`, {
      Query: { grid: () => [[{ [field]: 1 }, { [field]: 2 }]] },
    })
  const { answers, comparison } = await ask(() => [grid('one', 'x'), grid('two', 'y')], '{ grid { x y } }')
  expect(answers.compiled.data).toEqual({
    grid: [
      [
        { x: 1, y: 1 },
        { x: 2, y: 2 },
      ],
    ],
  })
  expect(answers.apollo.data).not.toEqual(answers.compiled.data)
  expect(comparison).toEqual({
    unexplained: [],
    explainedBy: ['what two fetches know of a list of lists is not merged'],
  })
})
