import { columnsOf } from '@shop/subgraph/columns'
import { storedRow } from '@shop/subgraph/live/stored-row'
import type { Reader, Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Order as OrderRow, OrderLine as OrderLineRow } from '../generated/prisma/client.ts'
import type { OrderAmounts } from '../edit/order-edit.ts'
import { isFinal, type Order, type OrderLine } from './order.ts'

const COLUMNS = Prisma.raw(columnsOf('locked', Object.values(Prisma.OrderScalarFieldEnum)))

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
    | 'capturedOnShipment'
    | 'confirmedAt'
    | 'cancelledAt'
    | 'completedAt'
    | 'ownerErasedAt'
    | 'ownerId'
    | 'ownerKind'
    | 'manualFulfillment'
    | 'pendingEditId'
    | 'stockAsOf'
    | 'shippingAddress'
    | keyof OrderAmounts
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
  // One statement: every event of an order begins with it.
  const [row] = await tx.$queryRaw<OrderRow[]>`SELECT ${COLUMNS} FROM orders locked WHERE id = ${id}::uuid FOR UPDATE`
  return row ? toOrder(row) : null
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
export async function updateOrder(
  tx: Transaction,
  order: Order,
  { shippingAddress, ...changes }: OrderChanges,
  now: Date,
): Promise<Order> {
  const next = { ...order, ...changes }
  const row = await tx.order.update({
    where: { id: order.id },
    data: {
      ...changes,
      ...shippingAddress,
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

/** Adds units that have left the stock for a locked order, and where they leave from. */
export async function addAllocations(
  tx: Transaction,
  orderId: string,
  allocations: readonly { variantId: string; locationId: string; quantity: number }[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO order_allocations AS known (order_id, variant_id, location_id, quantity)
    SELECT ${orderId}::uuid, "variantId", "locationId", sum(quantity)
    FROM jsonb_to_recordset(${JSON.stringify(allocations)}::jsonb)
      AS allocation ("variantId" uuid, "locationId" uuid, quantity integer)
    GROUP BY "variantId", "locationId"
    ON CONFLICT (order_id, variant_id, location_id) DO UPDATE SET quantity = known.quantity + excluded.quantity`
}

export async function findAllocations(
  tx: Transaction,
  orderId: string,
): Promise<{ variantId: string; locationId: string; quantity: number }[]> {
  return tx.orderAllocation.findMany({ where: { orderId }, orderBy: [{ locationId: 'asc' }, { variantId: 'asc' }] })
}

/** An edit of the order has changed what inventory took for it: this is all of it. */
export async function replaceAllocations(
  tx: Transaction,
  orderId: string,
  allocations: readonly { variantId: string; locationId: string; quantity: number }[],
): Promise<void> {
  await tx.orderAllocation.deleteMany({ where: { orderId } })
  await addAllocations(tx, orderId, allocations)
}

/** Makes these the lines of an order. A line that is gone is gone from parcels that were taken back, too. */
export async function replaceOrderLines(tx: Transaction, orderId: string, lines: readonly OrderLine[]): Promise<void> {
  await tx.orderLine.deleteMany({ where: { orderId, id: { notIn: lines.map(({ id }) => id) } } })
  await tx.$executeRaw`
    INSERT INTO order_lines (id, order_id, position, variant_id, title, sku, quantity, currency_code, unit_price, discount,
      tax, tax_included)
    SELECT id, "orderId", position, "variantId", title, sku, quantity, "currencyCode", "unitPrice", discount, tax, "taxIncluded"
    FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS line (id uuid, "orderId" uuid, position integer, "variantId" uuid,
      title text, sku text, quantity integer, "currencyCode" text, "unitPrice" bigint, discount bigint, tax bigint,
      "taxIncluded" boolean)
    ON CONFLICT (id) DO UPDATE
    SET quantity = excluded.quantity, discount = excluded.discount, tax = excluded.tax, tax_included = excluded.tax_included`
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
    manualFulfillment: row.manualFulfillment,
    pendingEditId: row.pendingEditId,
    stockAsOf: row.stockAsOf,
    capturedOnShipment: row.capturedOnShipment,
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
