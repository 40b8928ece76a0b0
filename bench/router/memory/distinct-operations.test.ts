import { parse } from 'graphql'
import { expect, it } from 'vitest'
import { distinctOperation } from './distinct-operations.ts'

it('makes ten thousand operations that are valid and all different', () => {
  const texts = Array.from({ length: 10_000 }, (_, index) => distinctOperation(index))
  expect(new Set(texts).size).toBe(10_000)
  expect(() => texts.map((text) => parse(text))).not.toThrow()
})
