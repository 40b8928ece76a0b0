import { describe, expect, it } from 'vitest'
import { allocate } from './allocation.ts'
import type { Stock, StockPolicy } from './stock.ts'

const NOW = new Date('2026-11-26T12:00:00Z')

/** Units at locations `near`, `mid` and `far`, used in this order; the ids of levels are `variant@location`. */
function variant(id: string, units: Record<string, number>, changes: object = {}): [string, never] {
  const levels = Object.entries(units).map(([locationId, onHand]) => {
    const priority = ['near', 'mid', 'far'].indexOf(locationId)
    const rest = { reserved: 0, safetyStock: 0, lowStockThreshold: 0 }
    return { id: `${id}@${locationId}`, variantId: id, locationId, priority, onHand, ...rest }
  })
  const policy: StockPolicy = 'DENY'
  return [id, { id, policy, backorderLimit: null, releaseAt: null, backordered: 0, levels, ...changes } as never]
}

const of = (...variants: [string, never][]): Stock => new Map(variants)
const lines = (wanted: Record<string, number>) =>
  Object.entries(wanted).map(([variantId, quantity]) => ({ variantId, quantity }))
const units = (wanted: Record<string, number>, stock: Stock) =>
  Object.fromEntries(
    allocate(lines(wanted), stock, NOW).units.map(({ stockLevelId, quantity }) => [stockLevelId, quantity]),
  )

describe('where units come from', () => {
  it('the first location by priority', () => {
    expect(units({ v: 3 }, of(variant('v', { far: 9, near: 9 })))).toEqual({ 'v@near': 3 })
  })

  it('one location that has the whole line, rather than two', () => {
    expect(units({ v: 4 }, of(variant('v', { near: 2, far: 5 })))).toEqual({ 'v@far': 4 })
  })

  it('one location that has all lines, rather than a better one for each', () => {
    const stock = of(variant('v', { near: 9, far: 9 }), variant('w', { far: 9 }))
    expect(units({ v: 1, w: 1 }, stock)).toEqual({ 'v@far': 1, 'w@far': 1 })
  })

  it('the location with most of the lines, then the others', () => {
    const stock = of(variant('u', { near: 9 }), variant('v', { near: 9, far: 9 }), variant('w', { far: 9, mid: 9 }))
    expect(units({ u: 1, v: 1, w: 1 }, stock)).toEqual({ 'u@near': 1, 'v@near': 1, 'w@mid': 1 })
  })

  it('several, when none has the whole line, first those that send a parcel anyway', () => {
    expect(units({ v: 5 }, of(variant('v', { near: 2, far: 3 })))).toEqual({ 'v@near': 2, 'v@far': 3 })
    const stock = of(variant('v', { far: 9 }), variant('w', { near: 2, far: 2, mid: 2 }))
    expect(units({ v: 1, w: 4 }, stock)).toEqual({ 'v@far': 1, 'w@far': 2, 'w@near': 2 })
  })
})

describe('what is short', () => {
  it('takes nothing when one line of several is, and says which', () => {
    const stock = of(variant('v', { near: 10 }), variant('w', { near: 1 }))
    expect(allocate(lines({ v: 1, w: 2 }), stock, NOW)).toEqual({
      units: [],
      backorders: [],
      shortages: [{ variantId: 'w', requested: 2, available: 1 }],
    })
  })

  it('sums the lines of one variant before it decides', () => {
    const twice = [...lines({ v: 2 }), ...lines({ v: 2 })]
    const { shortages } = allocate(twice, of(variant('v', { near: 3 })), NOW)
    expect(shortages).toEqual([{ variantId: 'v', requested: 4, available: 3 }])
  })

  it('counts an unknown variant as short, and what is kept back or owed to others as not there', () => {
    expect(allocate(lines({ x: 1 }), of(), NOW).shortages).toEqual([{ variantId: 'x', requested: 1, available: 0 }])
    const owed = of(variant('v', { near: 5 }, { backordered: 3 }))
    expect(allocate(lines({ v: 3 }), owed, NOW).shortages).toEqual([{ variantId: 'v', requested: 3, available: 2 }])
  })
})

describe('what is promised', () => {
  it('what is not there, of a variant that may be ordered ahead, within its limit', () => {
    const stock = of(variant('v', { near: 2 }, { policy: 'BACKORDER', backorderLimit: 3 }))
    expect(allocate(lines({ v: 4 }), stock, NOW)).toMatchObject({
      units: [{ stockLevelId: 'v@near', quantity: 2 }],
      backorders: [{ variantId: 'v', quantity: 2 }],
    })
    expect(allocate(lines({ v: 6 }), stock, NOW).shortages).toEqual([{ variantId: 'v', requested: 6, available: 5 }])
  })

  it('everything before the release, and nothing after', () => {
    const preorder = (releaseAt: string | null) =>
      of(variant('v', { near: 9 }, { policy: 'PREORDER', releaseAt: releaseAt && new Date(releaseAt) }))
    expect(allocate(lines({ v: 4 }), preorder('2026-12-01'), NOW)).toMatchObject({
      units: [],
      backorders: [{ variantId: 'v', quantity: 4 }],
    })
    expect(allocate(lines({ v: 4 }), preorder(null), NOW)).toMatchObject({ units: [] })
    expect(allocate(lines({ v: 4 }), preorder('2026-11-01'), NOW)).toMatchObject({
      units: [{ stockLevelId: 'v@near', quantity: 4 }],
      backorders: [],
    })
    expect(allocate(lines({ v: 10 }), preorder('2026-11-01'), NOW).shortages).toHaveLength(1)
  })
})
