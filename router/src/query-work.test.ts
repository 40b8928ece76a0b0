import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { limitWork } from './query-work.ts'
import type { WorkLimits } from './query-work.ts'

const schema = buildSchema(`
  type Query { shelf: Shelf shelves(first: Int, last: Int): Shelves! }
  type Mutation { signIn(name: String!): Boolean }
  type Shelves { nodes: [Shelf!]! edges: [Edge!]! size: Int! }
  type Edge { node: Shelf! }
  type Shelf { name: String books: [Book!]! shelves(first: Int): Shelves! }
  type Book { title: String shelf: Shelf }
`)

function refusals(query: string, limits: Partial<WorkLimits>) {
  const none = { maxDepth: Infinity, maxRootFields: Infinity, maxFields: Infinity, maxObjects: Infinity }
  return validate(schema, parse(query), [limitWork({ ...none, ...limits })]).map((error) => error.message)
}

/** The estimate: the least limit that lets the query pass. */
function objectsOf(query: string): number {
  const [message = ''] = refusals(query, { maxObjects: -1 })
  return Number(/some (\S+) objects/.exec(message)?.[1])
}

describe('the work of a query', () => {
  it('is refused by the number of its root fields, whatever they are called and wherever they stand', () => {
    const query = `mutation { a: signIn(name: "a") ... { b: signIn(name: "b") } ...C } fragment C on Mutation { c: signIn(name: "c") }`
    expect(refusals(query, { maxRootFields: 3 })).toEqual([])
    expect(refusals(query, { maxRootFields: 2 })).toEqual(['The query has 3 fields at its root; 2 are allowed.'])
  })

  it('counts a fragment in each place that it is spread, without walking through it again', () => {
    const doubling = Array.from(
      { length: 40 },
      (_, level) =>
        `fragment F${level} on Shelf { a: books { shelf { ...F${level + 1} } } b: books { shelf { ...F${level + 1} } } }`,
    )
    const query = `{ shelf { ...F0 } } ${doubling.join(' ')} fragment F40 on Shelf { name }`
    const [message] = refusals(query, { maxFields: 1_000 })
    expect(message).toMatch(/^The query has \d{13,} fields/)
  })

  it('counts levels through fragments and introspection, and names one limit at a time', () => {
    const query = '{ shelf { ...A } __schema { types { name } } } fragment A on Shelf { books { ... { title } } }'
    expect(refusals(query, { maxDepth: 3, maxObjects: 6 })).toEqual([])
    expect(refusals(query, { maxDepth: 2, maxObjects: 5 })).toEqual(['The query is 3 levels deep; 2 are allowed.'])
  })

  it('ends where fragments spread each other', () => {
    expect(refusals('{ shelf { ...A } } fragment A on Shelf { name ...B } fragment B on Shelf { ...A }', {})).toEqual(
      [],
    )
  })

  it.each([
    ['{ shelf { name } }', 1],
    ['{ shelf { books { title } } }', 1 + 5],
    ['{ shelves(first: 3) { size } }', 1],
    ['{ shelves(first: 3) { nodes { name } edges { node { name } } } }', 1 + 3 + 3 * 2],
    ['{ shelves(last: 4) { ...P } } fragment P on Shelves { nodes { name } }', 1 + 4],
    ['{ shelves { nodes { name } } }', 1 + 20],
    ['query ($n: Int) { shelves(first: $n) { nodes { name } } }', 1 + 100],
    [
      '{ shelves(first: 3) { nodes { shelves(first: 7) { nodes { books { title } } } } } }',
      1 + 3 * (1 + 1 + 7 * (1 + 5)),
    ],
    ['{ shelves(first: -3) { nodes { name } } }', 1],
    ['{ __schema { types { fields { name } } } }', 0],
    ['{ nothing { nodes { name } } }', 0],
  ])('estimates the objects that %s answers with', (query, objects) => {
    expect(objectsOf(query)).toBe(objects)
  })

  it('grows with each page inside of a page', () => {
    const pages = (depth: number): string =>
      depth === 0 ? 'name' : `shelves(first: 100) { nodes { ${pages(depth - 1)} } }`
    expect(refusals(`{ ${pages(2)} }`, { maxObjects: 50_000 })).toEqual([])
    expect(refusals(`{ ${pages(3)} }`, { maxObjects: 50_000 })).toHaveLength(1)
  })
})
