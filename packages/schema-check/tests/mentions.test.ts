import { buildSchema, Kind, parse, print, visit } from 'graphql'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { schemaFingerprints } from '../src/compare/schema-fingerprints.ts'
import { mentionFinder } from '../src/evidence/mentions.ts'
import { usageOf } from '../src/evidence/operation-usage.ts'
import { randomOperation } from './random-change.ts'

const schema = buildSchema(`
  directive @dim(to: Kind = A) on FIELD
  type Query { node(id: ID!): Node hits(first: Int = 5, kind: Kind, where: Where): [Hit!]! book: Book! shelf: Shelf }
  type Mutation { add(where: Where!): Book }
  interface Node { id: ID! title: String }
  union Hit = Book | Film
  interface Priced { price(in: Unit): Int }
  type Toy implements Priced { price(in: Unit): Int }
  type Book implements Node & Priced { id: ID! title: String kind: Kind! pages(unit: Unit! = SHEETS): Int price(in: Unit): Int next: Book }
  type Film implements Node { id: ID! title: String kind: Kind length: Int }
  type Shelf { books(where: Where = { kind: A }): [Book] name: String! }
  enum Kind { A B C }
  enum Unit { SHEETS SIDES }
  input Where { kind: Kind = A title: String! = "x" years: Years not: Where }
  input Years { from: Int to: Int }
`)
const coordinates = [...schemaFingerprints(schema).keys(), 'Where.gone', 'Gone']

it('finds what only a fragment on an interface leads to', () => {
  const isMentioned = mentionFinder(schema, new Set(['Toy.price']))
  expect([isMentioned('{ book { ... on Priced { price } } }'), isMentioned('{ shelf { name } }')]).toEqual([
    true,
    false,
  ])
})

it('needs the way to a field beside its name, and to a type beside the way', () => {
  const titles = mentionFinder(schema, new Set(['Film.title']))
  expect([titles('{ node { title } }'), titles('{ shelf { title: name } }')]).toEqual([true, false])
  const values = mentionFinder(schema, new Set(['Where']))
  expect([values('{ hits(where: { title: "a" }) { __typename } }'), values('{ shelf { name(where: 1) } }')]).toEqual([
    true,
    false,
  ])
})

it('never passes over an operation that uses what is looked for', () => {
  let mentioned = 0
  let passedOver = 0
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...coordinates), fc.constantFrom(...coordinates), (seed, one, other) => {
      const wanted = new Set([one, other])
      const text = print(withVariables(seed))
      const usage = usageOf(schema, parse(text), wanted)
      const isMentioned = mentionFinder(schema, wanted)(text)
      expect(usage === null || isMentioned, text).toBe(true)
      if (isMentioned) mentioned++
      else passedOver++
    }),
    { numRuns: 1000 },
  )
  // It does save something, and not everything.
  expect([mentioned, passedOver].every((count) => count > 100)).toBe(true)
})

// Some values are literals, some come by variables, and some fields have a directive.
function withVariables(seed: number) {
  const types: Record<string, string> = { where: 'Where', kind: 'Kind', id: 'ID!', unit: 'Unit!', first: 'Int' }
  const declared = new Map<string, string>()
  const document = visit(randomOperation(schema, seed), {
    Argument(node) {
      const name = node.name.value
      if ((seed + name.length) % 2 === 0) return undefined
      declared.set(name, types[name] ?? 'String')
      return { ...node, value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } }
    },
  })
  const variables = [...declared].map(([name, type]) => `$${name}: ${type}`)
  const text = print(document)
  const head = variables.length > 0 ? `query Random(${variables.join(', ')})` : 'query Random'
  return parse(
    text
      .replace(/^query Random/, seed % 5 === 0 ? head.replace('query', 'mutation') : head)
      .replaceAll(/\btitle\b(?!:)/g, seed % 3 === 0 ? 'title @dim(to: B)' : 'title'),
  )
}
