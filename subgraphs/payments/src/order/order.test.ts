import { describe, expect, it } from 'vitest'
import { amountDue, goalOf } from './order.ts'

const now = new Date()
const nothing = { reservedAt: null, confirmedAt: null, cancelledAt: null }

describe('the goal of an order’s payment', () => {
  it('rises with what was heard', () => {
    expect(goalOf(nothing)).toBe('NONE')
    expect(goalOf({ ...nothing, reservedAt: now })).toBe('AUTHORIZE')
    expect(goalOf({ ...nothing, reservedAt: now, confirmedAt: now })).toBe('CAPTURE')
  })

  it('is what the furthest fact says, also when the earlier ones have not come yet', () => {
    expect(goalOf({ ...nothing, confirmedAt: now })).toBe('CAPTURE')
    expect(goalOf({ ...nothing, confirmedAt: now, cancelledAt: now })).toBe('CANCEL')
  })
})

describe('what is still to be paid', () => {
  it('is the total until it is captured', () => {
    expect(amountDue({ total: 1_000n, cancelledAt: null }, 0n)).toBe(1_000n)
    expect(amountDue({ total: 1_000n, cancelledAt: null }, 1_000n)).toBe(0n)
  })

  it('is nothing once the order is cancelled', () => {
    expect(amountDue({ total: 1_000n, cancelledAt: now }, 0n)).toBe(0n)
  })
})
