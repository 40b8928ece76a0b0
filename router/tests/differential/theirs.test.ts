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
): Promise<{ answers: Answers; comparison: Comparison }> {
  pair = await startPair(subgraphs)
  const operation = { document: parse(query), variables: {} }
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
