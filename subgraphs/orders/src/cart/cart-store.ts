import { storedRow } from '@shop/subgraph/live/stored-row'
import { newId } from '@shop/subgraph/new-id'
import type { Reader, Transaction } from '../database.ts'
import { toStoredVariant } from '../catalogue/catalogue-store.ts'
import { Prisma, type Promotion as PromotionRow } from '../generated/prisma/client.ts'
import { userLock } from '../guest/guest-store.ts'
import type { OwnerKind } from '../order/order.ts'
import { toPromotion } from '../promotion/promotion-store.ts'
import { MAXIMUM_LINE_QUANTITY, type Cart } from './cart.ts'
import { announceCart } from './cart-events.ts'

export type Owner = { ownerId: string; ownerKind: OwnerKind }

type StoredCart = Omit<Cart, 'lines' | 'promotion' | 'checkout'> & {
  checkoutRevision: number
  checkoutExpiresAt: Date | null
  lines: { id: string; quantity: number; variant: Record<string, unknown> }[]
  promotion: Record<string, unknown> | null
}

/** A whole cart in one statement: each change of a cart reads it. `lines` is where its lines are. */
const wholeCart = (lines: string) =>
  Prisma.raw(`
  cart.id, cart.owner_id AS "ownerId", cart.owner_kind AS "ownerKind", cart.checkout_revision AS "checkoutRevision",
  cart.checkout_expires_at AS "checkoutExpiresAt", cart.updated_at AS "updatedAt",
  (SELECT version FROM price_rules) AS "rulesVersion",
  (SELECT to_json(promotion) FROM promotions promotion WHERE promotion.id = cart.promotion_id) AS promotion,
  (SELECT coalesce(json_agg(json_build_object('id', line.id, 'quantity', line.quantity, 'variant', to_json(variant))
     ORDER BY line.created_at, line.id), '[]')
   FROM ${lines} line JOIN catalogue_variants variant USING (variant_id) WHERE line.cart_id = cart.id) AS lines`)

const WHOLE_CART = wholeCart('cart_lines')
const CART_WITH_PUT_LINE = wholeCart('lines')

export async function findCarts(database: Reader, ids: readonly string[]): Promise<Cart[]> {
  const rows = await database.$queryRaw<StoredCart[]>`
    SELECT ${WHOLE_CART} FROM carts cart WHERE id = ANY (${[...ids]}::uuid[])`
  return rows.map(toCart)
}

export async function findCartsOf(database: Reader, ownerIds: readonly string[]): Promise<Cart[]> {
  const rows = await database.$queryRaw<StoredCart[]>`
    SELECT ${WHOLE_CART} FROM carts cart WHERE owner_id = ANY (${[...ownerIds]}::uuid[])`
  return rows.map(toCart)
}

/** The carts that these lines are in. */
export async function findCartsWith(database: Reader, lineIds: readonly string[]): Promise<Cart[]> {
  const rows = await database.$queryRaw<StoredCart[]>`
    SELECT ${WHOLE_CART} FROM carts cart
    WHERE id IN (SELECT cart_id FROM cart_lines WHERE id = ANY (${[...lineIds]}::uuid[]))`
  return rows.map(toCart)
}

export async function getCart(tx: Transaction, id: string): Promise<Cart> {
  const [cart] = await findCarts(tx, [id])
  if (!cart) throw new Error(`the cart ${id} was locked and is gone`)
  return cart
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

/**
 * Puts units of a variant into the owner's open cart, which is locked until the transaction ends, and answers the cart as that leaves
 * it; null when the owner's account was erased, which it is not as long as the transaction goes on. `isPut` is false when there is no such variant, or a line would have too many units.
 */
export async function putIntoCart(
  tx: Transaction,
  { ownerId, ownerKind }: Owner,
  { variantId, quantity }: { variantId: string; quantity: number },
  now: Date,
): Promise<{ cart: Cart; isPut: boolean } | null> {
  // One statement, as in openCart; a line that somebody has just put there counts, too. Its tables are as they were before it, so the
  // cart that it answers is that with the line which was put, unless somebody has changed the cart while its lock was waited for.
  const [row] = await tx.$queryRaw<(StoredCart & { isNew: boolean; isPut: boolean; isCurrent: boolean })[]>`
    WITH cart AS (
      INSERT INTO carts (id, owner_id, owner_kind, created_at, updated_at)
      SELECT ${newId()}::uuid, ${ownerId}::uuid, ${ownerKind}::owner_kind, ${now}, ${now}
      WHERE ${ownerKind} <> 'USER' OR account_is_open(${ownerId}::uuid, ${userLock(ownerId)})
      ON CONFLICT (owner_id) DO UPDATE SET updated_at = excluded.updated_at
      RETURNING new.*, old.xmin::text AS version
    ), put AS (
      INSERT INTO cart_lines AS known (id, cart_id, variant_id, quantity, created_at)
      SELECT ${newId()}::uuid, cart.id, variant_id, ${quantity}, ${now}
      FROM cart, catalogue_variants WHERE variant_id = ${variantId}::uuid
      ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = known.quantity + excluded.quantity
      WHERE known.quantity + excluded.quantity <= ${MAXIMUM_LINE_QUANTITY}
      RETURNING new.*
    ), lines AS (
      SELECT * FROM put
      UNION ALL
      SELECT line.* FROM cart JOIN cart_lines line ON line.cart_id = cart.id
      WHERE variant_id <> ${variantId}::uuid OR NOT EXISTS (SELECT FROM put))
    SELECT ${CART_WITH_PUT_LINE}, cart.version IS NULL AS "isNew", EXISTS (SELECT FROM put) AS "isPut",
      cart.version IS NOT DISTINCT FROM (SELECT before.xmin::text FROM carts before WHERE before.id = cart.id) AS "isCurrent"
    FROM cart`
  if (!row) return null
  if (row.isNew) await announceCart(tx, { cartId: row.id, ownerId })
  return { cart: row.isCurrent ? toCart(row) : await getCart(tx, row.id), isPut: row.isPut }
}

/**
 * Whether nobody has changed the cart while its lock was waited for: of a row that was waited for PostgreSQL gives the newest version, and
 * of everything else in the statement what was there before. Whoever changes a cart's lines writes its row, too.
 */
const IS_CURRENT = Prisma.raw(
  `cart.xmin::text = (SELECT before.xmin::text FROM carts before WHERE before.id = cart.id) AS "isCurrent"`,
)

/** Locks the open cart of an owner until the transaction ends; null when there is none. */
export async function lockCartOf(tx: Transaction, ownerId: string): Promise<Cart | null> {
  const [row] = await tx.$queryRaw<(StoredCart & { isCurrent: boolean | null })[]>`
    SELECT ${WHOLE_CART}, ${IS_CURRENT} FROM carts cart WHERE owner_id = ${ownerId}::uuid FOR UPDATE OF cart`
  if (!row) return null
  return row.isCurrent ? toCart(row) : getCart(tx, row.id)
}

/**
 * lockCartOf to order it, with the user whom a guest has become meanwhile, and whether the owner's account was erased. Take the lock
 * of the guest or user before.
 */
export async function lockCartToOrder(
  tx: Transaction,
  ownerId: string,
): Promise<{ cart: Cart; userId: string | null; isErased: boolean } | null> {
  const [row] = await tx.$queryRaw<
    (StoredCart & { isCurrent: boolean | null; userId: string | null; isErased: boolean })[]
  >`
    SELECT ${WHOLE_CART}, ${IS_CURRENT},
      (SELECT user_id FROM guest_hand_overs WHERE guest_id = ${ownerId}::uuid) AS "userId",
      EXISTS (SELECT FROM erased_users WHERE user_id = ${ownerId}::uuid) AS "isErased"
    FROM carts cart WHERE owner_id = ${ownerId}::uuid FOR UPDATE OF cart`
  if (!row) return null
  const { userId, isErased } = row
  return { cart: row.isCurrent ? toCart(row) : await getCart(tx, row.id), userId, isErased }
}

/** Puts a variant into a locked cart, or changes how many units of it lie there. */
export async function putLine(
  tx: Transaction,
  { cartId, variantId, quantity }: { cartId: string; variantId: string; quantity: number },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cart_lines (id, cart_id, variant_id, quantity, created_at)
    VALUES (${newId()}::uuid, ${cartId}::uuid, ${variantId}::uuid, ${quantity}, ${now})
    ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity`
}

export async function removeLine(tx: Transaction, lineId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM cart_lines WHERE id = ${lineId}::uuid`
}

export async function touchCart(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE carts SET updated_at = ${now} WHERE id = ${id}::uuid`
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

function toCart(row: StoredCart): Cart {
  return {
    id: row.id,
    ownerId: row.ownerId,
    ownerKind: row.ownerKind,
    lines: row.lines.map(({ id, quantity, variant }) => ({
      id,
      cartId: row.id,
      quantity,
      variant: toStoredVariant(variant),
    })),
    promotion: row.promotion && toPromotion(storedRow(row.promotion) as PromotionRow),
    checkout: { revision: row.checkoutRevision, expiresAt: row.checkoutExpiresAt },
    rulesVersion: row.rulesVersion,
    updatedAt: row.updatedAt,
  }
}
