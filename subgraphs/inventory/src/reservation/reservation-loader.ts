import { createGroupLoader } from '@shop/subgraph/loader'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { AllocationRow } from './reservation-store.ts'

/** What each reservation holds, by the reservation's id, for one request. */
export function createAllocationsLoader(database: PrismaClient) {
  return createGroupLoader<string, AllocationRow>(
    (ids) =>
      database.allocation.findMany({
        where: { reservationId: { in: [...ids] } },
        include: { stockLevel: true },
        orderBy: { stockLevelId: 'asc' },
      }),
    (allocation) => allocation.reservationId,
  )
}
