import { storedRow } from '@shop/subgraph/live/stored-row'
import type { Reader, Transaction } from '../database.ts'
import type { Order as OrderRow, OrderLine as OrderLineRow } from '../generated/prisma/client.ts'
import { isFinal, type Order, type OrderLine } from './order.ts'

export type NewOrder = Omit<Order, 'number' | 'version' | 'ownerErasedAt'> & { cartId: string }

/** What of an order changes after it was placed. */
export type OrderChanges = Partial<
  Pick<
    Order,
    | 'status'
    | 'paymentStatus'
    | 'fulfillmentStatus'
    | 'cancelReason'
    | 'attentionReason'
    | 'confirmedAt'
    | 'cancelledAt'
    | 'completedAt'
    | 'ownerErasedAt'
    | 'ownerId'
    | 'ownerKind'
  >
>

/** What stands where a person's data was. */
const ERASED = {
  email: '',
  recipient: 'Erased',
  line1: 'Erased',
  line2: null,
  city: 'Erased',
  region: null,
  postalCode: '',
  phone: null,
}

export async function findOrder(database: Reader, id: string): Promise<Order | null> {
  const row = await database.order.findUnique({ where: { id } })
  return row && toOrder(row)
}

/** The order, which nobody else changes until the transaction ends. Whatever changes an order begins here. */
export async function lockOrder(tx: Transaction, id: string): Promise<Order | null> {
  await tx.$queryRaw`SELECT FROM orders WHERE id = ${id}::uuid FOR UPDATE`
  const row = await tx.order.findUnique({ where: { id } })
  return row && toOrder(row)
}

export async function insertOrder(
  tx: Transaction,
  { shippingAddress, ...order }: NewOrder,
  lines: readonly OrderLine[],
): Promise<Order> {
  const row = await tx.order.create({ data: { ...order, ...shippingAddress } })
  await tx.orderLine.createMany({ data: [...lines] })
  return toOrder(row)
}

/** Writes changes of a locked order and counts its version up. A final order of an erased account loses its personal data. */
export async function updateOrder(tx: Transaction, order: Order, changes: OrderChanges, now: Date): Promise<Order> {
  const next = { ...order, ...changes }
  const row = await tx.order.update({
    where: { id: order.id },
    data: {
      ...changes,
      ...(next.ownerErasedAt && isFinal(next.status) ? ERASED : {}),
      version: { increment: 1 },
      updatedAt: now,
    },
  })
  return toOrder(row)
}

export async function findOrderLines(database: Reader, orderId: string): Promise<OrderLine[]> {
  const rows = await database.orderLine.findMany({ where: { orderId }, orderBy: { position: 'asc' } })
  return rows.map(toOrderLine)
}

/** Remembers where the units of an order leave from; false when it was remembered before. */
export async function insertAllocations(
  tx: Transaction,
  orderId: string,
  allocations: readonly { variantId: string; locationId: string; quantity: number }[],
): Promise<boolean> {
  const { count } = await tx.orderAllocation.createMany({
    data: allocations.map(({ variantId, locationId, quantity }) => ({ orderId, variantId, locationId, quantity })),
    skipDuplicates: true,
  })
  return count > 0
}

export async function findAllocations(
  tx: Transaction,
  orderId: string,
): Promise<{ variantId: string; locationId: string; quantity: number }[]> {
  return tx.orderAllocation.findMany({ where: { orderId }, orderBy: [{ locationId: 'asc' }, { variantId: 'asc' }] })
}

/** The orders of an owner, in a fixed order, so that two who lock them do not wait for each other. */
export async function findOrderIdsOf(tx: Transaction, ownerId: string): Promise<string[]> {
  const rows = await tx.order.findMany({ where: { ownerId }, select: { id: true }, orderBy: { id: 'asc' } })
  return rows.map(({ id }) => id)
}

/** Orders that have been PENDING since before a moment, oldest first. */
export async function findPendingSince(database: Reader, before: Date, limit: number): Promise<string[]> {
  const rows = await database.order.findMany({
    where: { status: 'PENDING', placedAt: { lt: before } },
    select: { id: true },
    orderBy: { placedAt: 'asc' },
    take: limit,
  })
  return rows.map(({ id }) => id)
}

/** An order out of the log of changes: its row as JSON. */
export function toStoredOrder(json: Record<string, unknown>): Order {
  return toOrder(storedRow(json) as OrderRow)
}

export function toOrder(row: OrderRow): Order {
  return {
    id: row.id,
    number: `SO-${row.sequence}`,
    ownerId: row.ownerId,
    ownerKind: row.ownerKind,
    email: row.email,
    status: row.status,
    paymentStatus: row.paymentStatus,
    fulfillmentStatus: row.fulfillmentStatus,
    cancelReason: row.cancelReason,
    currencyCode: row.currencyCode,
    subtotal: Number(row.subtotal),
    discountTotal: Number(row.discountTotal),
    shippingTotal: Number(row.shippingTotal),
    taxTotal: Number(row.taxTotal),
    total: Number(row.total),
    pricesIncludeTax: row.pricesIncludeTax,
    shippingDiscount: Number(row.shippingDiscount),
    shippingTax: Number(row.shippingTax),
    shippingMethodId: row.shippingMethodId,
    shippingMethod: row.shippingMethod,
    // Written by this file alone, in this shape.
    taxLines: row.taxLines as Order['taxLines'],
    discountLines: row.discountLines as Order['discountLines'],
    promotionId: row.promotionId,
    promotionCode: row.promotionCode,
    shippingAddress: {
      recipient: row.recipient,
      line1: row.line1,
      line2: row.line2,
      city: row.city,
      region: row.region,
      postalCode: row.postalCode,
      countryCode: row.countryCode,
      phone: row.phone,
    },
    attentionReason: row.attentionReason,
    version: row.version,
    placedAt: row.placedAt,
    confirmedAt: row.confirmedAt,
    cancelledAt: row.cancelledAt,
    completedAt: row.completedAt,
    updatedAt: row.updatedAt,
    ownerErasedAt: row.ownerErasedAt,
  }
}

export function toOrderLine(row: OrderLineRow): OrderLine {
  return { ...row, unitPrice: Number(row.unitPrice), discount: Number(row.discount), tax: Number(row.tax) }
}
