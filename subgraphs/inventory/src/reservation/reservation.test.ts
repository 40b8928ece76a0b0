import { expect, it } from 'vitest'
import { canCommit, releaseKind } from './reservation.ts'

it('commits what is set aside, once', () => {
  expect(canCommit('RESERVED')).toBe(true)
  expect([canCommit('COMMITTED'), canCommit('RELEASED'), canCommit('REJECTED')]).toEqual([false, false, false])
})

it('releases what is set aside, takes back what was sold, and nothing twice', () => {
  expect(releaseKind('RESERVED')).toBe('RELEASE')
  expect(releaseKind('COMMITTED')).toBe('RETURN')
  expect([releaseKind('RELEASED'), releaseKind('REJECTED')]).toEqual([null, null])
})
