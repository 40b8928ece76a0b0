import type { OrderAttentionResolvers } from '../generated/graphql.ts'

export const OrderAttention: OrderAttentionResolvers = {
  return: ({ returnId }, _args, { loaders }) => (returnId === undefined ? null : loaders.return.load(returnId)),
}
