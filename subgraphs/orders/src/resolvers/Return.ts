import { notFound } from '@shop/subgraph/errors'
import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import type { ReturnResolvers } from '../generated/graphql.ts'
import { isOrderVisible } from '../visible-order.ts'

export const Return: ReturnResolvers = {
  __resolveReference: async ({ id }, context) => {
    const found = await context.loaders.return.load(fromGlobalId(id, 'Return'))
    return found && (await isOrderVisible(context, found.orderId)) ? found : null
  },
  id: (return_) => toGlobalId('Return', return_.id),
  order: async ({ orderId }, _args, { loaders }) => {
    const order = await loaders.order.load(orderId)
    if (!order) throw notFound('The order')
    return order
  },
  lines: (return_, _args, { loaders }) => loaders.linesOfReturn.load(return_.id),
  refundTotal: (return_) => toMoney(return_.refundTotal, return_.currencyCode),
}
