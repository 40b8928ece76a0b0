import type { Location, PrismaClient } from '../generated/prisma/client.ts'

/** A location as it is stored. */
export type LocationRow = Location

/** All locations, those that are used first first. There are few. */
export async function readLocations(database: PrismaClient): Promise<LocationRow[]> {
  return database.location.findMany({ orderBy: { priority: 'asc' } })
}
