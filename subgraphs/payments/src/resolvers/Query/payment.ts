import { fromGlobalId } from '@shop/subgraph/global-id'
import { canViewOrderMoney } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'

export const payment: NonNullable<QueryResolvers['payment']> = async (_parent, { id }, { viewer, loaders }) => {
  const found = await loaders.payment.load(fromGlobalId(id, 'Payment', ['id']))
  return found && canViewOrderMoney(viewer, await loaders.order.load(found.orderId)) ? found : null
}
