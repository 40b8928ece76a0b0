import { buildSchema, type GraphQLInputType, isInputType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { isWhole, valuesOfShape } from './recorded-values.ts'

const schema = buildSchema(`
  input Quote { by: By!, size: Size!, notes: [String], inner: Inner }
  input By @oneOf { card: String, invoice: Int }
  input Inner { size: Size! }
  enum Size { SMALL LARGE }
  type Query { quote(input: Quote): Int }
`)

describe('the values of a recorded shape', () => {
  it('take the alternatives of parts one part at a time', () => {
    const shape = {
      size: { oneOf: ['enum:LARGE', 'enum:SMALL'] },
      notes: [{ oneOf: ['null', 'string'] }],
      inner: 'absent',
    }
    expect(valuesOfShape({ ...shape, by: { card: 'string' } }, type('Quote'))).toEqual([
      { by: { card: 'text' }, size: 'LARGE', notes: [null] },
      { by: { card: 'text' }, size: 'SMALL', notes: [null] },
      { by: { card: 'text' }, size: 'LARGE', notes: ['text'] },
    ])
  })

  it('give one field of a @oneOf at a time, and leave nothing beside it that the type refuses', () => {
    const by = { card: { oneOf: ['absent', 'null', 'string'] }, invoice: { oneOf: ['absent', 'int'] } }
    const shape = { by, size: { oneOf: ['enum:GONE', 'enum:LARGE', 'enum:SMALL'] } }
    expect(valuesOfShape(shape, type('Quote'))).toEqual([
      { by: { card: 'text' }, size: 'LARGE' },
      { by: { card: null }, size: 'LARGE' },
      { by: { invoice: 1 }, size: 'LARGE' },
      { by: { card: 'text' }, size: 'GONE' },
      { by: { card: 'text' }, size: 'SMALL' },
    ])
  })

  it('are not all that may come where an object of a type with fields has none', () => {
    expect([isWhole({ inner: {} }, type('Quote')), isWhole({ inner: { size: 'enum:SMALL' } }, type('Quote'))]).toEqual([
      false,
      true,
    ])
  })
})

function type(name: string): GraphQLInputType {
  const found = schema.getType(name)
  if (!isInputType(found)) throw new Error(`${name} is an input.`)
  return found
}
