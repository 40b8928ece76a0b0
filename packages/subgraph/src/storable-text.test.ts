import { expect, test } from 'vitest'
import { hasStorableLiterals, isStorable } from './storable-text.ts'

test('text that PostgreSQL cannot store is found at any depth', () => {
  expect(isStorable({ input: { lines: [{ note: 'ünï 🚲' }], count: 1, gift: null } })).toBe(true)
  expect(isStorable({ input: { lines: [{ note: 'a\u0000' }] } })).toBe(false)
  expect(isStorable(['\ud83d'])).toBe(false)
  expect(isStorable(null)).toBe(true)
})

test('escapes in a document count as well', () => {
  expect(hasStorableLiterals('{ a(b: "\\u0041") }')).toBe(true)
  expect(hasStorableLiterals('{ a(b: "\\u0000") }')).toBe(false)
  expect(hasStorableLiterals('{ a(b: "\\u{00}") }')).toBe(false)
})
