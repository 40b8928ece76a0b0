import { notFound } from '@shop/subgraph/errors'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { canViewOrder } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'

export const order: NonNullable<QueryResolvers['order']> = async (_source, { id }, { viewer, loaders }) => {
  const found = await loaders.order.load(fromGlobalId(id, 'Order', ['id']))
  if (!found || !canViewOrder(viewer, found)) throw notFound('The order')
  return found
}
