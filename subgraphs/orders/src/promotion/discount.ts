import { roundedPortion, shareOut, sum } from '../quote/rounding.ts'
import type { Promotion } from './promotion.ts'

/** Goods as a promotion sees them. */
export type DiscountableLine = {
  variantId: string
  productId: string
  categoryIds: readonly string[]
  quantity: number
  unitPrice: number
}

/** What a promotion takes off: each line, and the delivery. */
export type Discount = { promotion: Promotion; lines: number[]; shipping: number }

/** The way in which promotions are applied one after the other; each takes its part of what the ones before left over. */
const ORDER: Readonly<Record<Promotion['kind'], number>> = {
  BUY_X_GET_Y: 0,
  PERCENTAGE: 1,
  FIXED_AMOUNT: 2,
  FREE_SHIPPING: 3,
}

export function savingOf(discounts: readonly Discount[]): number {
  return sum(discounts.map(({ lines, shipping }) => sum(lines) + shipping))
}

/**
 * What these promotions take off together. `shippingFor` says what delivery costs of goods that are worth so much, discount
 * taken off. A line, and the delivery, never cost less than nothing. What takes nothing off is left out.
 */
export function applyTogether(
  promotions: readonly Promotion[],
  lines: readonly DiscountableLine[],
  shippingFor: (goods: number) => number,
): Discount[] {
  const prices = lines.map(({ quantity, unitPrice }) => quantity * unitPrice)
  const subtotal = sum(prices)
  const left = [...prices]
  const inOrder = promotions
    .filter(({ minimumSubtotal }) => minimumSubtotal === null || subtotal >= minimumSubtotal)
    .toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind] || (a.id < b.id ? -1 : 1))
  let isShippingFree = false
  const discounts = inOrder.map((promotion): Discount => {
    if (promotion.kind === 'FREE_SHIPPING') {
      const shipping = isShippingFree || !lines.some((line) => isFor(promotion, line)) ? 0 : shippingFor(sum(left))
      isShippingFree ||= shipping > 0
      return { promotion, lines: lines.map(() => 0), shipping }
    }
    const taken = takenOff(promotion, lines, left)
    for (const [index, amount] of taken.entries()) left[index] = (left[index] ?? 0) - amount
    return { promotion, lines: taken, shipping: 0 }
  })
  return discounts.filter((discount) => savingOf([discount]) > 0)
}

function takenOff(promotion: Promotion, lines: readonly DiscountableLine[], left: readonly number[]): number[] {
  const eligible = lines.map((line, index) => (isFor(promotion, line) ? (left[index] ?? 0) : 0))
  if (promotion.kind === 'BUY_X_GET_Y') return takenOffUnits(promotion, lines, eligible)
  const whole = sum(eligible)
  const amount =
    promotion.kind === 'PERCENTAGE'
      ? roundedPortion(whole, promotion.percentageOff ?? 0, 100)
      : Math.min(whole, promotion.amountOff ?? 0)
  return shareOut(amount, eligible)
}

/** Of each X + Y units the Y cheapest, over all lines that it is for, are cheaper. */
function takenOffUnits(
  { buyQuantity, getQuantity, percentageOff, ...promotion }: Promotion,
  lines: readonly DiscountableLine[],
  eligible: readonly number[],
): number[] {
  const buy = buyQuantity ?? 0
  const get = getQuantity ?? 0
  const isIn = (index: number) => {
    const line = lines[index]
    return line !== undefined && isFor(promotion, line)
  }
  const units = sum(lines.map(({ quantity }, index) => (isIn(index) ? quantity : 0)))
  let cheaper = Math.floor(units / (buy + get)) * get + Math.max(0, (units % (buy + get)) - buy)
  const taken = lines.map(() => 0)
  const cheapestFirst = lines
    .map(({ unitPrice, quantity }, index) => ({ unitPrice, quantity, index }))
    .filter(({ index }) => isIn(index))
    .toSorted((a, b) => a.unitPrice - b.unitPrice)
  for (const { unitPrice, quantity, index } of cheapestFirst) {
    const count = Math.min(quantity, cheaper)
    cheaper -= count
    taken[index] = Math.min(eligible[index] ?? 0, roundedPortion(count * unitPrice, percentageOff ?? 100, 100))
  }
  return taken
}

function isFor(
  { variantIds, productIds, categoryIds }: Pick<Promotion, 'variantIds' | 'productIds' | 'categoryIds'>,
  line: DiscountableLine,
): boolean {
  if (variantIds.length + productIds.length + categoryIds.length === 0) return true
  return (
    variantIds.includes(line.variantId) ||
    productIds.includes(line.productId) ||
    line.categoryIds.some((id) => categoryIds.includes(id))
  )
}

/**
 * The best for the customer: all promotions that can be combined together, or one that cannot, whichever takes more off.
 * The combined ones win when it is the same.
 */
export function bestDiscounts(
  promotions: readonly Promotion[],
  lines: readonly DiscountableLine[],
  shippingFor: (goods: number) => number,
): Discount[] {
  const together = promotions.filter(({ combinable }) => combinable)
  const alone = promotions.filter(({ combinable }) => !combinable)
  const choices = [together, ...alone.map((promotion) => [promotion])].map((choice) =>
    applyTogether(choice, lines, shippingFor),
  )
  return choices.reduce((best, choice) => (savingOf(choice) > savingOf(best) ? choice : best))
}
