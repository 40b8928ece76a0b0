import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import type { UserResolvers } from '../generated/graphql.ts'

export const User: UserResolvers = {
  id: (user) => toGlobalId('User', user.id),
  // For everybody: each review names its author wherever it is shown.
  async reviews(user, arguments_, { loaders }) {
    const connection = await loaders.reviewsOf('author', user.id, arguments_)
    return { ...connection, countAll: async () => (await loaders.reviewCountOfAuthor.load(user.id))?.count ?? 0 }
  },
  async __resolveReference(reference) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'User' ? { id: parsed.id } : null
  },
}
