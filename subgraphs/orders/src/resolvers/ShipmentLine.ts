import { notFound } from '@shop/subgraph/errors'
import type { ShipmentLineResolvers } from '../generated/graphql.ts'

export const ShipmentLine: ShipmentLineResolvers = {
  orderLine: async ({ orderLineId }, _args, { loaders }) => {
    const line = await loaders.orderLine.load(orderLineId)
    if (!line) throw notFound("The order's line")
    return line
  },
}
