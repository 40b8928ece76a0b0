import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import type { LocationResolvers } from '../generated/graphql.ts'

export const Location: LocationResolvers = {
  id: (location) => toGlobalId('Location', location.id),
  // Name and town of a location are no secret: a customer sees where a parcel leaves from.
  async __resolveReference(reference, context) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'Location' ? context.loaders.location.load(parsed.id) : null
  },
}
