import { keysetOrderBy, keysetWhere, type Key, type Page } from '@shop/subgraph/keyset'
import type { Reader } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Order, OrderStatus } from './order.ts'
import { toOrder } from './order-store.ts'

/** Lists of orders: newest first. */
export const ORDER_KEYS = [
  { field: 'placedAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
] as const satisfies readonly Key[]

export type OrderFilter = { status?: OrderStatus | null; number?: string | null; needsAttention?: boolean | null }

export async function findOrderPage(database: Reader, page: Page, filter: OrderFilter): Promise<Order[]> {
  const sequence = filter.number == null ? undefined : sequenceOf(filter.number)
  if (sequence === null) return []
  const rows = await database.order.findMany({
    where: keysetWhere<Prisma.OrderWhereInput>(page, ORDER_KEYS, {
      sequence,
      status: filter.status ?? undefined,
      attentionReason: attentionFilter(filter.needsAttention),
    }),
    orderBy: keysetOrderBy(page, ORDER_KEYS),
    take: page.take,
  })
  return rows.map(toOrder)
}

/** The same page of each owner's orders, in two statements however many owners there are. */
export async function findOrderPagesOf(database: Reader, ownerIds: readonly string[], page: Page): Promise<Order[]> {
  const [afterDate, afterId] = page.after ?? []
  const [beforeDate, beforeId] = page.before ?? []
  const direction = page.backward ? Prisma.sql`ASC` : Prisma.sql`DESC`
  const keys = await database.$queryRaw<{ id: string }[]>`
    SELECT page.id
    FROM unnest(${[...ownerIds]}::uuid[]) AS owner (id)
    CROSS JOIN LATERAL (
      SELECT id FROM orders
      WHERE owner_id = owner.id
      ${page.after ? Prisma.sql`AND (placed_at, id) < (${afterDate}, ${afterId}::uuid)` : Prisma.empty}
      ${page.before ? Prisma.sql`AND (placed_at, id) > (${beforeDate}, ${beforeId}::uuid)` : Prisma.empty}
      ORDER BY placed_at ${direction}, id ${direction}
      LIMIT ${page.take}
    ) AS page`
  const rows = await database.order.findMany({
    where: { id: { in: keys.map(({ id }) => id) } },
    orderBy: keysetOrderBy(page, ORDER_KEYS),
  })
  return rows.map(toOrder)
}

function attentionFilter(needsAttention: boolean | null | undefined): Prisma.OrderWhereInput['attentionReason'] {
  if (needsAttention == null) return undefined
  return needsAttention ? { not: null } : null
}

/** The sequence of a number such as `SO-100042`; null when no order can have this number. */
function sequenceOf(number: string): number | null {
  const digits = /^SO-([1-9]\d{0,9})$/.exec(number)?.[1]
  const sequence = Number(digits)
  return digits !== undefined && sequence < 2 ** 31 ? sequence : null
}
