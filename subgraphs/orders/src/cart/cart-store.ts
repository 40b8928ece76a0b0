import { newId } from '@shop/subgraph/new-id'
import type { Reader, Transaction } from '../database.ts'
import { toVariant } from '../catalogue/catalogue-store.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import type { OwnerKind } from '../order/order.ts'
import { toPromotion } from '../promotion/promotion-store.ts'
import type { Cart } from './cart.ts'
import { announceCart } from './cart-events.ts'

export type Owner = { ownerId: string; ownerKind: OwnerKind }

const WHOLE_CART = {
  lines: { include: { variant: true }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
  promotion: true,
} satisfies Prisma.CartInclude

type CartRow = Prisma.CartGetPayload<{ include: typeof WHOLE_CART }>

export async function findCarts(
  database: Reader,
  where: { id: { in: string[] } } | { ownerId: { in: string[] } } | { lines: { some: { id: { in: string[] } } } },
): Promise<Cart[]> {
  const rows = await database.cart.findMany({ where, include: WHOLE_CART })
  return rows.map(toCart)
}

export async function getCart(tx: Transaction, id: string): Promise<Cart> {
  return toCart(await tx.cart.findUniqueOrThrow({ where: { id }, include: WHOLE_CART }))
}

/** The owner's open cart, locked until the transaction ends. When there is none it is made, and others are told. */
export async function openCart(tx: Transaction, { ownerId, ownerKind }: Owner, now: Date): Promise<string> {
  // One statement, because between two of them another request could open the cart, or order it.
  const rows = await tx.$queryRaw<{ id: string; isNew: boolean }[]>`
    INSERT INTO carts (id, owner_id, owner_kind, created_at, updated_at)
    VALUES (${newId()}::uuid, ${ownerId}::uuid, ${ownerKind}::owner_kind, ${now}, ${now})
    ON CONFLICT (owner_id) DO UPDATE SET updated_at = excluded.updated_at
    RETURNING id, xmax = 0 AS "isNew"`
  const [cart] = rows
  if (!cart) throw new Error('an upsert of a cart returned no row')
  if (cart.isNew) await announceCart(tx, { cartId: cart.id, ownerId })
  return cart.id
}

/** Locks the open cart of an owner until the transaction ends; null when there is none. */
export async function lockCartOf(tx: Transaction, ownerId: string): Promise<Cart | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM carts WHERE owner_id = ${ownerId}::uuid FOR UPDATE`
  const [cart] = rows
  return cart ? getCart(tx, cart.id) : null
}

export async function addLine(
  tx: Transaction,
  line: { cartId: string; variantId: string; quantity: number },
  now: Date,
): Promise<void> {
  await tx.cartLine.create({ data: { ...line, id: newId(), createdAt: now } })
}

export async function setLineQuantity(tx: Transaction, lineId: string, quantity: number): Promise<void> {
  await tx.cartLine.update({ where: { id: lineId }, data: { quantity } })
}

export async function removeLine(tx: Transaction, lineId: string): Promise<void> {
  await tx.cartLine.delete({ where: { id: lineId } })
}

export async function touchCart(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.cart.update({ where: { id }, data: { updatedAt: now } })
}

export async function setPromotion(tx: Transaction, id: string, promotionId: string | null, now: Date): Promise<void> {
  await tx.cart.update({ where: { id }, data: { promotionId, updatedAt: now } })
}

/** Counts the cart's checkout up, which is open until `expiresAt`, and answers its new revision. */
export async function nextCheckout(tx: Transaction, id: string, expiresAt: Date): Promise<number> {
  const { checkoutRevision } = await tx.cart.update({
    where: { id },
    data: { checkoutRevision: { increment: 1 }, checkoutExpiresAt: expiresAt },
    select: { checkoutRevision: true },
  })
  return checkoutRevision
}

/** Ends a cart: it was ordered or merged into another, or its owner is erased. */
export async function closeCart(tx: Transaction, id: string): Promise<void> {
  await tx.cart.delete({ where: { id } })
}

function toCart(row: CartRow): Cart {
  return {
    id: row.id,
    ownerId: row.ownerId,
    ownerKind: row.ownerKind,
    lines: row.lines.map(({ id, cartId, quantity, variant }) => ({
      id,
      cartId,
      quantity,
      variant: toVariant(variant),
    })),
    promotion: row.promotion && toPromotion(row.promotion),
    checkout: { revision: row.checkoutRevision, expiresAt: row.checkoutExpiresAt },
    updatedAt: row.updatedAt,
  }
}
