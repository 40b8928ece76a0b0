import { toGlobalId } from '@shop/subgraph/global-id'
import type { OrderResolvers } from '../generated/graphql.ts'

export const Order: OrderResolvers = {
  id: (order) => toGlobalId('Order', order.id),
}
