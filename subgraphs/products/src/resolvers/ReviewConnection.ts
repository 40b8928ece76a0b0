import type { ReviewConnectionResolvers } from '../generated/graphql.ts'

export const ReviewConnection: ReviewConnectionResolvers = {
  totalCount: (connection) => connection.countAll(),
}
