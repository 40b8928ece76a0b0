import { keysetOrderBy, keysetWhere } from '@shop/subgraph/keyset'
import type { Key, Page } from '@shop/subgraph/keyset'
import type { MovementKind, Prisma, StockLevel, StockMovement } from '../generated/prisma/client.ts'
import type { Database } from '../stock/stock-store.ts'

/** A line of the ledger with the level that it is about. */
export type MovementRow = StockMovement & { stockLevel: StockLevel }

/** Which movements. Ids are uuids. */
export type MovementFilter = { variantId?: string; locationId?: string; orderId?: string; kind?: MovementKind }

/** The order of the ledger: newest first. */
export const MOVEMENT_KEYS: readonly Key<'id'>[] = [{ field: 'id', order: 'desc', type: 'bigint' }]

/** The movements of a page. Those of an order include what was set aside for the cart that it was made of. */
export async function readMovements(
  database: Database,
  { variantId, locationId, orderId, kind }: MovementFilter,
  page: Page,
): Promise<MovementRow[]> {
  const where: Prisma.StockMovementWhereInput = {
    ...(kind ? { kind } : {}),
    ...(orderId ? { reservationId: await reservationOf(database, orderId) } : {}),
    ...(variantId || locationId
      ? { stockLevel: { ...(variantId ? { variantId } : {}), ...(locationId ? { locationId } : {}) } }
      : {}),
  }
  return database.stockMovement.findMany({
    where: keysetWhere(page, MOVEMENT_KEYS, where),
    orderBy: keysetOrderBy(page, MOVEMENT_KEYS),
    take: page.take,
    include: { stockLevel: true },
  })
}

/** The id of an order's reservation; of an order without one, an id that no movement has. */
async function reservationOf(database: Database, orderId: string): Promise<string> {
  const reservation = await database.reservation.findUnique({ where: { orderId }, select: { id: true } })
  return reservation?.id ?? '00000000-0000-0000-0000-000000000000'
}
