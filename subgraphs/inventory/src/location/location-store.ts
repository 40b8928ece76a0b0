import type { Location, Prisma, PrismaClient } from '../generated/prisma/client.ts'

type Transaction = Prisma.TransactionClient

/** A location as it is stored. */
export type LocationRow = Location

/** All locations, those that are used first first. There are few. */
export async function readLocations(database: PrismaClient | Transaction): Promise<LocationRow[]> {
  return database.location.findMany({ orderBy: { priority: 'asc' } })
}

/** All locations, with nobody else changing them until the transaction ends. */
export async function lockLocations(tx: Transaction): Promise<LocationRow[]> {
  await tx.$executeRaw`LOCK TABLE locations IN SHARE ROW EXCLUSIVE MODE`
  return readLocations(tx)
}

export async function insertLocation(tx: Transaction, location: LocationRow): Promise<LocationRow> {
  return tx.location.create({ data: location })
}

/** Changes a location and, when it takes the priority of another, that one. */
export async function updateLocationRow(
  tx: Transaction,
  { id, ...data }: LocationRow,
  other: LocationRow | undefined,
): Promise<LocationRow> {
  if (other) {
    // The priority is unique at each statement: out of the way first, to a number that no location can have.
    await tx.location.update({ where: { id: other.id }, data: { priority: 0 } })
    const changed = await tx.location.update({ where: { id }, data })
    await tx.location.update({ where: { id: other.id }, data: { priority: other.priority } })
    return changed
  }
  return tx.location.update({ where: { id }, data })
}
