import { createLoader } from '@shop/subgraph/loader'
import type { Location, PrismaClient } from '../generated/prisma/client.ts'

/** Locations by id, for one request. */
export function createLocationLoader(database: PrismaClient) {
  return createLoader<string, Location>(
    (ids) => database.location.findMany({ where: { id: { in: [...ids] } } }),
    (location) => location.id,
  )
}

/** A location that a foreign key says is there. */
export async function loadLocation(
  context: { loaders: { location: ReturnType<typeof createLocationLoader> } },
  id: string,
): Promise<Location> {
  const location = await context.loaders.location.load(id)
  if (!location) throw new Error(`location ${id} is referred to but not there`)
  return location
}
