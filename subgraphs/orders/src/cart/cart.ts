import { isPurchasable, type CatalogueVariant } from '../catalogue/variant.ts'
import type { OwnerKind } from '../order/order.ts'
import type { Promotion } from '../promotion/promotion.ts'
import type { Checkout } from './checkout.ts'

export const MAXIMUM_LINE_QUANTITY = 1_000
/** What a person is told whose line would have another quantity. */
export const LINE_QUANTITIES = `A line has 1 to ${MAXIMUM_LINE_QUANTITY} units.`
export const MAXIMUM_LINES = 100

export type CartLine = { id: string; cartId: string; quantity: number; variant: CatalogueVariant }

/** An open cart with its lines, oldest first, at the prices of now. */
export type Cart = {
  id: string
  ownerId: string
  ownerKind: OwnerKind
  lines: CartLine[]
  promotion: Promotion | null
  checkout: Checkout
  /** Of the price rules, at the moment when the cart was read. */
  rulesVersion: number
  updatedAt: Date
}

export function isQuantity(quantity: number): boolean {
  return Number.isInteger(quantity) && quantity >= 1 && quantity <= MAXIMUM_LINE_QUANTITY
}

/** The quantity of a variant that lies in two carts which become one. */
export function mergedQuantity(one: number, other: number): number {
  return Math.min(one + other, MAXIMUM_LINE_QUANTITY)
}

export function hasUnpurchasableLine(cart: Pick<Cart, 'lines'>): boolean {
  return cart.lines.some(({ variant }) => !isPurchasable(variant))
}

/** The cart with one of its lines changed. */
export function withLine(cart: Cart, line: CartLine, now: Date): Cart {
  const lines = cart.lines.map((known) => (known.id === line.id ? line : known))
  return { ...cart, lines, updatedAt: now }
}

export function withoutLine(cart: Cart, lineId: string, now: Date): Cart {
  return { ...cart, lines: cart.lines.filter(({ id }) => id !== lineId), updatedAt: now }
}
