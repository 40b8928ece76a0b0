import { keysetOrderBy, keysetWhere, type Key, type Page } from '@shop/subgraph/keyset'
import type { Reader, Transaction } from '../database.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import { SYSTEM, type Actor, type HistoryEntry, type HistoryKind } from './history.ts'

export const HISTORY_KEYS = [{ field: 'position', order: 'asc', type: 'bigint' }] as const satisfies readonly Key[]

/** Writes down what happened to a locked order, in the transaction in which it happens. */
export async function recordHistory(
  tx: Transaction,
  orderId: string,
  kind: HistoryKind,
  message: string,
  now: Date,
  actor: Actor = SYSTEM,
): Promise<void> {
  const data = { orderId, kind, message, actorKind: actor.kind, actorId: actor.id, occurredAt: now }
  await tx.orderHistoryEntry.create({ data, select: { position: true } })
}

export async function findHistoryPage(database: Reader, orderId: string, page: Page): Promise<HistoryEntry[]> {
  return database.orderHistoryEntry.findMany({
    where: keysetWhere<Prisma.OrderHistoryEntryWhereInput>(page, HISTORY_KEYS, { orderId }),
    orderBy: keysetOrderBy(page, HISTORY_KEYS),
    take: page.take,
  })
}
