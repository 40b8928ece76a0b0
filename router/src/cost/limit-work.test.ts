import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { limitWork } from './limit-work.ts'
import type { WorkLimits } from './limit-work.ts'

const schema = buildSchema(`
  type Query { shelf: Shelf }
  type Mutation { signIn(name: String!): Boolean }
  type Shelf { name: String books(first: Int): [Book!]! }
  type Book { title: String shelf: Shelf }
`)

function refusals(query: string, limits: Partial<WorkLimits>) {
  const none: WorkLimits = {
    maxDepth: Infinity,
    maxRootFields: Infinity,
    maxFields: Infinity,
    maxAliases: Infinity,
    maxDirectives: Infinity,
    maxDirectivesPerField: Infinity,
    maxVariables: Infinity,
  }
  return validate(schema, parse(query), [limitWork({ ...none, ...limits })]).map((error) => error.message)
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
    expect(refusals(query, { maxAliases: 1_000 })[0]).toMatch(/^The query has \d{13,} aliases/)
  })

  it('counts levels through fragments and introspection, and names one limit at a time', () => {
    const query = '{ shelf { ...A } __schema { types { name } } } fragment A on Shelf { books { ... { title } } }'
    expect(refusals(query, { maxDepth: 3, maxFields: 8 })).toEqual([])
    expect(refusals(query, { maxDepth: 2, maxFields: 5 })).toEqual(['The query is 3 levels deep; 2 are allowed.'])
  })

  it('ends where fragments spread each other', () => {
    expect(refusals('{ shelf { ...A } } fragment A on Shelf { name ...B } fragment B on Shelf { ...A }', {})).toEqual(
      [],
    )
  })

  it('counts the names that fields are given, in each place', () => {
    const query = '{ a: shelf { ...S } b: shelf { ...S } shelf { name } } fragment S on Shelf { c: name }'
    expect(refusals(query, { maxAliases: 4 })).toEqual([])
    expect(refusals(query, { maxAliases: 3 })).toEqual([
      'The query has 4 aliases, with its fragments spelled out; 3 are allowed.',
    ])
  })

  it('counts directives of operation, fields, fragments and spreads, in sum and in one place', () => {
    const on = '@include(if: true)'
    const query = `query ${on} { shelf ${on} ${on} { ...S ${on} ... ${on} { name } } } fragment S on Shelf { name ${on} }`
    expect(refusals(query, { maxDirectives: 6, maxDirectivesPerField: 2 })).toEqual([])
    expect(refusals(query, { maxDirectives: 5 })).toEqual([
      'The query has 6 directives, with its fragments spelled out; 5 are allowed.',
    ])
    expect(refusals(query, { maxDirectivesPerField: 1 })).toEqual([
      'The query has 2 directives in one place; 1 are allowed.',
    ])
  })

  it('counts variables', () => {
    const query = 'query ($a: Int, $b: Int) { shelf { x: books(first: $a) { title } y: books(first: $b) { title } } }'
    expect(refusals(query, { maxVariables: 2 })).toEqual([])
    expect(refusals(query, { maxVariables: 1 })).toEqual(['The query has 2 variables; 1 are allowed.'])
  })
})
