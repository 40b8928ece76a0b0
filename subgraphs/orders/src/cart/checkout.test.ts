import { expect, test } from 'vitest'
import { checkoutEnd, isOpen } from './checkout.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 26, 12, minute))
const HOLD_MS = 600_000

test('a checkout is open until its time is over', () => {
  expect(isOpen({ revision: 0, expiresAt: null }, at(0))).toBe(false)
  expect(isOpen({ revision: 1, expiresAt: at(10) }, at(9))).toBe(true)
  expect(isOpen({ revision: 1, expiresAt: at(10) }, at(10))).toBe(false)
})

test('starting again does not prolong an open checkout, and begins a new one after', () => {
  expect(checkoutEnd({ revision: 0, expiresAt: null }, at(0), HOLD_MS)).toEqual(at(10))
  expect(checkoutEnd({ revision: 1, expiresAt: at(10) }, at(9), HOLD_MS)).toEqual(at(10))
  expect(checkoutEnd({ revision: 1, expiresAt: at(10) }, at(12), HOLD_MS)).toEqual(at(22))
})
