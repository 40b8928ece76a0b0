import { assignmentsOf, columnNamesOf, columnsOf, toColumns } from '@shop/subgraph/columns'
import { storedRow } from '@shop/subgraph/live/stored-row'
import type { Reader, Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Order as OrderRow, OrderLine as OrderLineRow } from '../generated/prisma/client.ts'
import type { OrderAmounts } from '../edit/order-edit.ts'
import { historyInsert, historyInsertOf } from '../history/history-store.ts'
import type { HistoryNote } from '../history/history.ts'
import { attentionReasonOf, readAttention, type Attention } from './attention.ts'
import { isFinal, type Order, type OrderLine } from './order.ts'

const FIELDS = Object.values(Prisma.OrderScalarFieldEnum)
const COLUMNS = Prisma.raw(columnsOf('known', FIELDS))
/** The database gives the others. */
const NEW_FIELDS = FIELDS.filter((field) => !['sequence', 'version', 'attention'].includes(field))
const NEW_COLUMNS = Prisma.raw(columnNamesOf(NEW_FIELDS))
const LINE_FIELDS = Prisma.raw(columnsOf('line', Object.values(Prisma.OrderLineScalarFieldEnum)))
const LINE_COLUMNS = Prisma.raw(columnNamesOf(Object.values(Prisma.OrderLineScalarFieldEnum)))

/** What is never so from the beginning. */
const NOT_YET = {
  attention: [],
  awaitsCoverOf: null,
  balanceAsOf: null,
  disputeAsOf: null,
  refundAsOf: null,
  paymentActionSince: null,
  ownerErasedAt: null,
} as const

export type NewOrder = Omit<Order, 'number' | 'version' | keyof typeof NOT_YET> & { cartId: string }

/** What of an order changes after it was placed. */
export type OrderChanges = Partial<
  Pick<
    Order,
    | 'status'
    | 'paymentStatus'
    | 'fulfillmentStatus'
    | 'cancelReason'
    | 'attention'
    | 'capturedOnShipment'
    | 'confirmedAt'
    | 'cancelledAt'
    | 'completedAt'
    | 'awaitsCoverOf'
    | 'balanceAsOf'
    | 'disputeAsOf'
    | 'refundAsOf'
    | 'paymentActionSince'
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
const ERASED_ADDRESS = {
  recipient: 'Erased',
  line1: 'Erased',
  line2: null,
  city: 'Erased',
  region: null,
  postalCode: '',
  phone: null,
}

export async function findOrders(database: Reader, ids: readonly string[]): Promise<Order[]> {
  const rows = await database.$queryRaw<OrderRow[]>`
    SELECT ${COLUMNS} FROM orders known WHERE id = ANY (${[...ids]}::uuid[])`
  return rows.map(toOrder)
}

export async function findOrder(database: Reader, id: string): Promise<Order | null> {
  const [order] = await findOrders(database, [id])
  return order ?? null
}

/** The order, which nobody else changes until the transaction ends. Whatever changes an order begins here. */
export async function lockOrder(tx: Transaction, id: string): Promise<Order | null> {
  const [order] = await lockOrders(tx, [id])
  return order ?? null
}

/** The same for several, locked in the order of their ids, so that two who lock several do not wait for each other. */
export async function lockOrders(tx: Transaction, ids: readonly string[]): Promise<Order[]> {
  // One statement: every event of an order begins with it.
  const rows = await tx.$queryRaw<OrderRow[]>`
    SELECT ${COLUMNS} FROM orders known WHERE id = ANY (${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`
  return rows.map(toOrder)
}

/** Puts an order with its lines and the beginning of its history in the place of its cart, in one statement. */
export async function insertOrder(
  tx: Transaction,
  { cartId, ...order }: NewOrder,
  lines: readonly OrderLine[],
  note: HistoryNote,
): Promise<Order> {
  const { taxLines, discountLines } = order
  const json = { taxLines: JSON.stringify(taxLines), discountLines: JSON.stringify(discountLines) }
  const columns: Record<string, unknown> = { ...toFields({ ...order, ...NOT_YET }), ...json, cartId }
  const rows = `[${lines.map(toColumns).join()}]`
  const [row] = await tx.$queryRaw<Pick<OrderRow, 'sequence' | 'version'>[]>`
    WITH closed AS (DELETE FROM carts WHERE id = ${cartId}::uuid),
    placed AS (
      INSERT INTO orders (${NEW_COLUMNS}) VALUES (${Prisma.join(NEW_FIELDS.map((field) => columns[field]))})
      RETURNING sequence, version),
    filled AS (
      INSERT INTO order_lines (${LINE_COLUMNS})
      SELECT ${LINE_COLUMNS} FROM jsonb_populate_recordset(NULL::order_lines, ${rows}::jsonb)),
    noted AS (${historyInsert(order.id, [note], order.placedAt)})
    SELECT * FROM placed`
  if (!row) throw new Error('an insert of an order returned no row')
  return { ...order, ...NOT_YET, number: numberOf(row), version: row.version }
}

/** What of a locked order changes, and what its history says of it. */
export type OrderUpdate = { order: Order; changes: OrderChanges; notes: readonly HistoryNote[] }

/**
 * Writes changes of a locked order with what its history says of them, and counts its version up. A final order of an erased account
 * loses its personal data.
 */
export async function updateOrder(
  tx: Transaction,
  order: Order,
  changes: OrderChanges,
  now: Date,
  ...notes: HistoryNote[]
): Promise<Order> {
  const changed = (await updateOrders(tx, [{ order, changes, notes }], now)).get(order.id)
  if (!changed) throw new Error(`the order ${order.id} was locked and is gone`)
  return changed
}

/** updateOrder for several orders, as they stand; in one statement, each once. By their ids. */
export async function updateOrders(
  tx: Transaction,
  updates: readonly OrderUpdate[],
  now: Date,
): Promise<Map<string, Order>> {
  if (updates.length === 0) return new Map()
  const changes = updates.map((update) => changesOf(update, now))
  const nexts = updates.map(({ order }, index): Order => ({ ...order, ...changes[index] }))
  // Set is what any of them changes, in the others to what it is: each column that is set costs, and most of them never change.
  const changed = new Set(changes.flatMap((change) => Object.keys(toFields(change))))
  const fields = FIELDS.filter((field) => changed.has(field))
  const rows = nexts.map((next) => {
    const columns = toFields(next)
    return toColumns({ id: next.id, ...Object.fromEntries(fields.map((field) => [field, columns[field]])) })
  })
  const histories = updates.map(({ order, notes }) => ({ orderId: order.id, notes }))
  const ids = nexts.map(({ id }) => id)
  // The ids are told apart, since PostgreSQL reads the whole table for rows that come as JSON. Everything but the version is known here.
  const written = await tx.$queryRaw<Pick<OrderRow, 'id' | 'version'>[]>`
    WITH noted AS (${historyInsertOf(histories, now)})
    UPDATE orders known
    SET version = known.version + 1, ${Prisma.raw(assignmentsOf('change', fields))}
    FROM jsonb_populate_recordset(NULL::orders, ${`[${rows.join()}]`}::jsonb) AS change
    WHERE known.id = ANY (${ids}::uuid[]) AND known.id = change.id RETURNING known.id, known.version`
  const versions = new Map(written.map(({ id, version }) => [id, version]))
  return new Map(
    nexts.flatMap((next) => {
      const version = versions.get(next.id)
      return version === undefined ? [] : [[next.id, { ...next, version }]]
    }),
  )
}

/** All that changes of an order: what is undefined does not. */
function changesOf({ order, changes }: OrderUpdate, now: Date): Partial<Order> {
  const { ownerErasedAt, status, shippingAddress } = { ...order, ...changes }
  const isErased = ownerErasedAt && isFinal(status)
  const erased = isErased ? { email: '', shippingAddress: { ...shippingAddress, ...ERASED_ADDRESS } } : {}
  const all = Object.entries({ ...changes, ...erased, updatedAt: now })
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

/** An order, or a part of one, by its fields in the database. */
function toFields({ shippingAddress, attention, ...order }: Partial<Order>): Record<string, unknown> {
  const told = attention && { attention, attentionReason: attentionReasonOf({ attention }) }
  return { ...order, ...shippingAddress, ...told }
}

function numberOf({ sequence }: Pick<OrderRow, 'sequence'>): string {
  return `SO-${sequence}`
}

export async function findOrderLines(database: Reader, orderId: string): Promise<OrderLine[]> {
  return findOrderLinesOf(database, [orderId])
}

/** The same of several orders. */
export async function findOrderLinesOf(database: Reader, orderIds: readonly string[]): Promise<OrderLine[]> {
  const rows = await database.$queryRaw<OrderLineRow[]>`
    SELECT ${LINE_FIELDS} FROM order_lines line WHERE order_id = ANY (${[...orderIds]}::uuid[]) ORDER BY position`
  return rows.map(toOrderLine)
}

/** Units that have left the stock for an order, and where they leave from. */
export type TakenUnits = {
  orderId: string
  allocations: readonly { variantId: string; locationId: string; quantity: number }[]
}

/** Adds what has left the stock for locked orders. */
export async function addAllocations(tx: Transaction, taken: readonly TakenUnits[]): Promise<void> {
  const rows = taken.flatMap(({ orderId, allocations }) =>
    allocations.map((allocation) => ({ orderId, ...allocation })),
  )
  await tx.$executeRaw`
    INSERT INTO order_allocations AS known (order_id, variant_id, location_id, quantity)
    SELECT "orderId", "variantId", "locationId", sum(quantity)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS allocation ("orderId" uuid, "variantId" uuid, "locationId" uuid, quantity integer)
    GROUP BY "orderId", "variantId", "locationId"
    ON CONFLICT (order_id, variant_id, location_id) DO UPDATE SET quantity = known.quantity + excluded.quantity`
}

/** An edit of the order has changed what inventory took for it: this is all of it. */
export async function replaceAllocations(
  tx: Transaction,
  orderId: string,
  allocations: TakenUnits['allocations'],
): Promise<void> {
  await tx.orderAllocation.deleteMany({ where: { orderId } })
  await addAllocations(tx, [{ orderId, allocations }])
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
    number: numberOf(row),
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
    // Undefined in what the log of changes holds of before there was such a column.
    attention: readAttention((row.attention as Attention[] | undefined) ?? [], row.attentionReason, row.updatedAt),
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
    awaitsCoverOf: row.awaitsCoverOf,
    balanceAsOf: row.balanceAsOf,
    disputeAsOf: row.disputeAsOf,
    refundAsOf: row.refundAsOf,
    paymentActionSince: row.paymentActionSince,
    ownerErasedAt: row.ownerErasedAt,
  }
}

export function toOrderLine(row: OrderLineRow): OrderLine {
  return { ...row, unitPrice: Number(row.unitPrice), discount: Number(row.discount), tax: Number(row.tax) }
}
