import { buildSchema, getOperationAST, parse, validate } from 'graphql'
import type { FragmentDefinitionNode } from 'graphql'
import { describe, expect, it } from 'vitest'
import { signOperation } from './operation-signature.ts'
import type { OperationSignature } from './operation-signature.ts'

const schema = buildSchema(`
  scalar JSON
  enum Color { RED GREEN }
  input Filter { text: String, prices: [Float!], color: Color, and: [Filter!], id: ID, extra: JSON, sold: Boolean }
  type Query { things(filter: Filter, first: Int): [Thing!] thing(id: ID!): Thing anything(of: JSON): String }
  type Thing { id: ID title(language: String): String color: Color }
`)

function sign(text: string, name?: string): OperationSignature {
  const document = parse(text)
  const operation = getOperationAST(document, name)
  if (!operation) throw new Error('no such operation')
  const fragments = document.definitions.filter((one): one is FragmentDefinitionNode => 'typeCondition' in one)
  return signOperation({
    operation,
    fragments: new Map(fragments.map((one) => [one.name.value, one])),
    supergraph: { clientSchema: schema } as never,
  })
}

describe('the signature of an operation', () => {
  it('is the same for other values, other spacing and another order of fragments', () => {
    const one = sign(`query A { things(first: 10, filter: { text: "secret", prices: [1.5, 2.25] }) { ...B ...C } }
      fragment B on Thing { id } fragment C on Thing { color }`)
    const other = sign(`
      # a comment
      fragment C on Thing { color }
      fragment B on Thing { id }
      query A { things(first: 99, filter: { text: """other""", prices: [7.0] }) { ...B ...C } }`)
    expect(other).toEqual(one)
    expect(one.signature).toMatch(/^[0-9a-f]{64}$/)
  })

  it('leaves out other operations and fragments that nothing spreads', () => {
    const text =
      'query A { thing(id: 1) { ...F } } query B { things { id } } fragment F on Thing { id } fragment G on Thing { color }'
    expect(sign(text, 'A').document).toBe(
      'query A {\n  thing(id: 0) {\n    ...F\n  }\n}\n\nfragment F on Thing {\n  id\n}',
    )
  })

  it('keeps what is a word of the schema or decides what is fetched, and nothing else that was written', () => {
    const { document } = sign(`query A($with: Boolean = true, $text: String = "private default") {
      things(first: 4711, filter: { color: RED, sold: true, id: "id of somebody", text: $text, extra: { someKey: SECRET, list: ["x", "y"], with: $with } }) {
        title(language: "sv") @skip(if: true)
      }
      anything(of: [1234, "hidden", SECRET, { deep: { deeper: 5678.9 } }])
    }`)
    for (const written of [
      '4711',
      'private',
      'somebody',
      'someKey',
      'SECRET',
      '"x"',
      '"sv"',
      '1234',
      'hidden',
      'deep',
      '5678',
    ]) {
      expect(document).not.toContain(written)
    }
    expect(document).toContain('color: RED')
    expect(document).toContain('sold: false')
    expect(document).toContain('@skip(if: true)')
    expect(document).toContain('$text: String = ""')
    expect(validate(schema, parse(document))).toEqual([])
  })

  it('stays as valid, and as invalid after a change, as the operation itself', () => {
    const { document } = sign('{ things(first: 3, filter: { prices: [1.5, 2.5], color: GREEN }) { id } }')
    expect(document).toContain('prices: [0.0]')
    const changed = buildSchema(
      'input Filter { prices: [Int!], color: Color } enum Color { RED } type Query { things(filter: Filter, first: Int): [Thing!] } type Thing { id: ID }',
    )
    expect(validate(changed, parse(document)).map(({ message }) => message)).toEqual([
      'Int cannot represent non-integer value: 0.0',
      'Value "GREEN" does not exist in "Color" enum. Did you mean the enum value "RED"?',
    ])
  })
})

it('hides the defaults of variables, too', () => {
  const { document } = sign(
    'query Q($a: Int = 5, $f: Filter = { prices: [3.25], text: "t", id: 77 }) { things(first: $a, filter: $f) { id } }',
  )
  expect(document).toContain('$a: Int = 0, $f: Filter = {prices: [0.0], text: "", id: 0}')
})
