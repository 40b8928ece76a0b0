import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canViewOrderMoney } from '../authorize.ts'
import type { OrderResolvers } from '../generated/graphql.ts'
import { amountDue } from '../order/order.ts'

export const Order: OrderResolvers = {
  id: (order) => toGlobalId('Order', order.id),
  async payments({ id }, _arguments, { viewer, loaders }) {
    if (!canViewOrderMoney(viewer, await loaders.order.load(id))) return null
    return loaders.paymentsOfOrder.load(id)
  },
  async amountDue({ id }, _arguments, { viewer, loaders }) {
    const order = await loaders.order.load(id)
    if (!canViewOrderMoney(viewer, order) || order?.total == null || order.currency == null) return null
    const payments = await loaders.paymentsOfOrder.load(id)
    const captured = payments.reduce((sum, payment) => sum + payment.amountCaptured, 0n)
    return toMoney(amountDue({ total: order.total, cancelledAt: order.cancelledAt }, captured), order.currency)
  },
  // Looked up field by field: an order that is not the viewer's and one that nobody heard of yet look the same.
  __resolveReference(reference) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'Order' ? { id: parsed.id } : null
  },
}
