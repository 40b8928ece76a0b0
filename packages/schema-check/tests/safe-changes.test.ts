import { buildASTSchema, type GraphQLSchema, parse, validate, validateSchema } from 'graphql'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findApiChanges } from '../src/compare/api-changes.ts'
import { whatHeadMayAnswer } from './possible-answers.ts'
import { EDITS, randomOperation } from './random-change.ts'

const base = parse(`
  type Query { node(id: ID!): Node hits(first: Int = 5, kind: Kind, where: Where): [Hit!]! book: Book! count: Int shelf: Shelf }
  interface Node { id: ID! title: String }
  union Hit = Book | Film
  type Book implements Node { id: ID! title: String kind: Kind! pages(unit: Unit! = SHEETS): Int tags: [String!] next: Book }
  type Film implements Node { id: ID! title: String kind: Kind length: Int tags: [String!] }
  type Shelf { books(where: Where = { kind: A }): [Book] name: String! }
  enum Kind { A B C }
  enum Unit { SHEETS SIDES }
  input Where { kind: Kind = A title: String! = "x" years: [Int!] not: Where }
`)

it('whatever is changed: when every change is called safe, no operation is refused and no answer surprises', async () => {
  let safe = 0
  let breaking = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(EDITS.length - 1), fc.nat()), { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
      async (edits, seeds) => {
        const changed = edits.reduce((document, [edit, seed]) => EDITS[edit]?.(document, seed) ?? document, base)
        const [before, after] = [buildASTSchema(base), build(changed)]
        // Not every edit leaves a valid schema.
        fc.pre(after !== null)
        if (!after) return
        const changes = await findApiChanges(before, after)
        if (changes.some(({ severity }) => severity !== 'safe')) {
          breaking++
          return
        }
        safe++
        for (const seed of seeds) {
          const operation = randomOperation(before, seed)
          if (validate(before, operation).length > 0) continue
          expect(validate(after, operation).map(({ message }) => message)).toEqual([])
          expect(whatHeadMayAnswer(before, after, operation, { every: 24, from: seed })).toEqual([])
        }
      },
    ),
    { numRuns: 120 },
  )
  // The edits are of both kinds, so that the property says something.
  expect([safe, breaking].every((count) => count > 10)).toBe(true)
})

function build(document: typeof base): GraphQLSchema | null {
  try {
    const schema = buildASTSchema(document)
    return validateSchema(schema).length === 0 ? schema : null
  } catch {
    return null
  }
}
