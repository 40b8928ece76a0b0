import { expect, it } from 'vitest'
import { averageRating, freeSlug, isSlug, slugOf } from './product.ts'

it.each([
  ['Crème Brûlée Torch', 'creme-brulee-torch'],
  ["Chef's Knife, 20 cm", 'chefs-knife-20-cm'],
  ['  Straße -- 2½ l ', 'strasse-2-l'],
  ['北京', ''],
])('makes of the title %j the slug %j', (title, slug) => {
  expect(slugOf(title)).toBe(slug)
})

it('makes slugs that are slugs, also of the longest title', () => {
  expect(isSlug(`${slugOf('ab '.repeat(200))}-99999999`)).toBe(true)
  expect(['a-', '-a', 'a--b', 'A', 'a b', '', 'é', 'a'.repeat(201)].filter(isSlug)).toEqual([])
})

it('gives a taken slug the lowest number that is free', () => {
  expect(freeSlug('mug', new Set())).toBe('mug')
  expect(freeSlug('mug', new Set(['mug', 'mug-3']))).toBe('mug-2')
})

it('rounds an average to one decimal, and has none without reviews', () => {
  expect(averageRating({ ratingCount: 0, ratingSum: 0 })).toBeNull()
  expect(averageRating({ ratingCount: 3, ratingSum: 13 })).toBe(4.3)
})
