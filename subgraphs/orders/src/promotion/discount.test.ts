import { expect, test } from 'vitest'
import { applyTogether, bestDiscounts, savingOf, type DiscountableLine } from './discount.ts'
import type { Promotion } from './promotion.ts'

const line = (unitPrice: number, quantity = 1, productId = 'shirt'): DiscountableLine => ({
  variantId: `variant of ${productId}`,
  productId,
  categoryIds: ['clothes'],
  quantity,
  unitPrice,
})

let counter = 0
const promotion = (changes: Partial<Promotion>): Promotion => ({
  id: String(counter++),
  title: 'Promotion',
  kind: 'PERCENTAGE',
  code: null,
  percentageOff: null,
  amountOff: null,
  buyQuantity: null,
  getQuantity: null,
  minimumSubtotal: null,
  variantIds: [],
  productIds: [],
  categoryIds: [],
  combinable: true,
  startsAt: null,
  endsAt: null,
  usageLimit: null,
  usageLimitPerCustomer: null,
  usageCount: 0,
  createdAt: new Date(0),
  ...changes,
})
const percent = (percentageOff: number, changes: Partial<Promotion> = {}) => promotion({ percentageOff, ...changes })
const amount = (amountOff: number, changes: Partial<Promotion> = {}) =>
  promotion({ kind: 'FIXED_AMOUNT', amountOff, ...changes })
const threeForTwo = (changes: Partial<Promotion> = {}) =>
  promotion({ kind: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1, percentageOff: 100, ...changes })
const freeShipping = promotion({ kind: 'FREE_SHIPPING' })

const apply = (lines: DiscountableLine[], ...promotions: Promotion[]) => applyTogether(promotions, lines, () => 495)

test('half a cent of a percentage is the customer’s', () => {
  expect(apply([line(50)], percent(1))).toMatchObject([{ lines: [1] }])
  expect(apply([line(49)], percent(1))).toEqual([])
})

test('a discount is shared out over the lines that it is for, and only those', () => {
  expect(apply([line(1_000), line(2_000)], amount(100))).toMatchObject([{ lines: [33, 67] }])
  const lines = [line(1_000), line(2_000, 1, 'lamp')]
  expect(apply(lines, amount(100, { productIds: ['lamp'] }))).toMatchObject([{ lines: [0, 100] }])
  expect(apply(lines, amount(100, { categoryIds: ['food'] }))).toEqual([])
  expect(apply(lines, percent(50, { variantIds: ['variant of shirt'] }))).toMatchObject([{ lines: [500, 0] }])
})

test('an amount takes no more off than there is', () => {
  expect(apply([line(1_000)], amount(5_000))).toMatchObject([{ lines: [1_000] }])
  expect(apply([line(1_000)], amount(900), amount(900))).toMatchObject([{ lines: [900] }, { lines: [100] }])
})

test('of three units the cheapest is free, of five too, of six two are, over all lines', () => {
  expect(apply([line(300), line(200), line(100)], threeForTwo())).toMatchObject([{ lines: [0, 0, 100] }])
  expect(apply([line(300, 2)], threeForTwo())).toEqual([])
  expect(apply([line(300, 5)], threeForTwo())).toMatchObject([{ lines: [300] }])
  expect(apply([line(300, 4), line(100), line(50)], threeForTwo())).toMatchObject([{ lines: [0, 100, 50] }])
  expect(apply([line(300, 3)], threeForTwo({ percentageOff: 50 }))).toMatchObject([{ lines: [150] }])
})

test('the units that are cheaper come before the percentage, and the percentage before the amount', () => {
  const [units, percentage, fixed] = apply([line(1_000, 3)], amount(100), percent(10), threeForTwo())
  expect([units, percentage, fixed]).toMatchObject([{ lines: [1_000] }, { lines: [200] }, { lines: [100] }])
})

test('the minimum is of all goods, before anything is taken off', () => {
  const lines = [line(1_000), line(500, 1, 'lamp')]
  expect(apply(lines, amount(100, { minimumSubtotal: 1_500, productIds: ['lamp'] }))).toHaveLength(1)
  expect(apply(lines, amount(100, { minimumSubtotal: 1_501 }))).toEqual([])
})

test('delivery is free once', () => {
  expect(apply([line(1_000)], freeShipping, { ...freeShipping, id: 'other' })).toMatchObject([{ shipping: 495 }])
})

test('what cannot be combined works alone, if that is better for the customer', () => {
  const lines = [line(1_000)]
  const best = (...promotions: Promotion[]) => bestDiscounts(promotions, lines, () => 495)
  const alone = (amountOff: number) => amount(amountOff, { combinable: false })
  expect(savingOf(best(amount(200), percent(10), alone(300)))).toBe(300)
  expect(best(amount(200), percent(10), alone(300))).toHaveLength(2)
  expect(best(amount(200), percent(10), alone(301))).toMatchObject([{ lines: [301] }])
  expect(best(alone(300), alone(400))).toMatchObject([{ lines: [400] }])
  expect(savingOf(best(freeShipping, alone(400)))).toBe(495)
})
