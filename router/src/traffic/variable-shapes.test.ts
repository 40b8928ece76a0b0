import { buildSchema } from 'graphql'
import type { GraphQLInputType } from 'graphql'
import { expect, it } from 'vitest'
import { nothingSeen, see, shapeOf } from './variable-shapes.ts'
import type { Shape } from './variable-shapes.ts'

const schema = buildSchema(`
  scalar JSON
  enum Color { RED GREEN }
  input Filter { text: String, price: Float, color: Color, colors: [Color!], and: [Filter!], sold: Boolean, extra: JSON }
  type Query { f(a: Filter, b: [[Int!]!], c: [Color!]): Int }
`)
const f = schema.getQueryType()?.getFields()['f']
const types = Object.fromEntries(f?.args.map((one) => [one.name, one.type]) ?? [])

function shapes(type: GraphQLInputType | undefined, ...values: unknown[]): Shape {
  const seen = nothingSeen()
  for (const value of values) see(seen, type, value)
  return shapeOf(seen)
}

const NO_FIELDS = {
  text: 'absent',
  price: 'absent',
  color: 'absent',
  colors: 'absent',
  and: 'absent',
  sold: 'absent',
  extra: 'absent',
}

it('tells objects by their fields, with those that were left out', () => {
  expect(shapes(types['a'], { text: 'secret', price: 1.5, color: 'RED', sold: null })).toEqual({
    ...NO_FIELDS,
    text: 'string',
    price: 'float',
    color: 'enum:RED',
    sold: 'null',
  })
})

it('adds up what different requests sent', () => {
  expect(shapes(types['a'], undefined, { color: 'RED', price: 3 }, { color: 'GREEN', price: 3.5 }, null)).toEqual({
    oneOf: [
      'absent',
      'null',
      { ...NO_FIELDS, color: { oneOf: ['enum:GREEN', 'enum:RED'] }, price: { oneOf: ['float', 'int'] } },
    ],
  })
})

it('tells lists by all of their elements, and a single value where a list is expected as what it is', () => {
  expect(shapes(types['b'], [[1, 2], []])).toEqual([['int']])
  expect(shapes(types['b'], [])).toEqual([])
  expect(shapes(types['c'], ['RED', 'GREEN'], 'RED')).toEqual({
    oneOf: ['enum:RED', [{ oneOf: ['enum:GREEN', 'enum:RED'] }]],
  })
})

it('tells nothing of what is in a scalar, and ends in input that contains itself', () => {
  expect(shapes(types['a'], { extra: { password: 'secret' } })).toMatchObject({ extra: {} })
  let deep: Record<string, unknown> = { text: 'x' }
  for (let level = 0; level < 100; level++) deep = { and: [deep] }
  expect(JSON.stringify(shapes(types['a'], deep)).length).toBeLessThan(2_000)
})

it('calls a number that no Int can hold a float', () => {
  expect(shapes(types['a'], { price: 3e9 })).toMatchObject({ price: 'float' })
})
