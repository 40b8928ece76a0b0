import { describe, expect, it } from 'vitest'
import { allocate } from './allocation.ts'

const level = (id: string, variantId: string, priority: number, available: number) => ({
  id,
  variantId,
  priority,
  available,
})

describe('allocate', () => {
  it('takes a line from the first location by priority', () => {
    const levels = [level('b', 'v', 2, 9), level('a', 'v', 1, 9)]
    expect(allocate([{ variantId: 'v', quantity: 3 }], levels).units).toEqual([{ stockLevelId: 'a', quantity: 3 }])
  })

  it('prefers one location that has the whole line over splitting it', () => {
    const levels = [level('a', 'v', 1, 2), level('b', 'v', 2, 5)]
    expect(allocate([{ variantId: 'v', quantity: 4 }], levels).units).toEqual([{ stockLevelId: 'b', quantity: 4 }])
  })

  it('splits a line over locations when none has all of it', () => {
    const levels = [level('a', 'v', 1, 2), level('b', 'v', 2, 3)]
    expect(allocate([{ variantId: 'v', quantity: 5 }], levels).units).toEqual([
      { stockLevelId: 'a', quantity: 2 },
      { stockLevelId: 'b', quantity: 3 },
    ])
  })

  it('takes nothing when one line of several is short, and says which', () => {
    const levels = [level('a', 'v', 1, 10), level('b', 'w', 1, 1)]
    const lines = [
      { variantId: 'v', quantity: 1 },
      { variantId: 'w', quantity: 2 },
    ]
    expect(allocate(lines, levels)).toEqual({ units: [], shortages: [{ variantId: 'w', requested: 2, available: 1 }] })
  })

  it('sums the lines of one variant before it decides', () => {
    const lines = [
      { variantId: 'v', quantity: 2 },
      { variantId: 'v', quantity: 2 },
    ]
    expect(allocate(lines, [level('a', 'v', 1, 3)]).shortages).toEqual([{ variantId: 'v', requested: 4, available: 3 }])
  })

  it('counts a variant without any stock level as short', () => {
    expect(allocate([{ variantId: 'x', quantity: 1 }], []).shortages).toEqual([
      { variantId: 'x', requested: 1, available: 0 },
    ])
  })
})
