import { notFound } from '@shop/subgraph/errors'
import type { ReturnLineResolvers } from '../generated/graphql.ts'

export const ReturnLine: ReturnLineResolvers = {
  orderLine: async ({ orderLineId }, _args, { loaders }) => {
    const line = await loaders.orderLine.load(orderLineId)
    if (!line) throw notFound("The order's line")
    return line
  },
}
