import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canViewOrderMoney } from '../authorize.ts'
import type { OrderResolvers } from '../generated/graphql.ts'
import type { Loaders } from '../context.ts'
import { amountDue, totalOf } from '../order/order.ts'
import type { PaymentMapper } from '../mappers.ts'

export const Order: OrderResolvers = {
  id: (order) => toGlobalId('Order', order.id),
  async payments({ id }, _arguments, { viewer, loaders }) {
    if (!canViewOrderMoney(viewer, await loaders.order.load(id))) return null
    return loaders.paymentsOfOrder.load(id)
  },
  async amountDue({ id }, _arguments, { viewer, loaders }) {
    const order = await loaders.order.load(id)
    if (!canViewOrderMoney(viewer, order) || order?.currency == null) return null
    const total = totalOf(order)
    if (total === null) return null
    const payments = await loaders.paymentsOfOrder.load(id)
    const captured = payments.reduce((sum, payment) => sum + payment.amountCaptured, 0n)
    // What an edit had given back would be due again if a later one makes the order dearer.
    const reduced = order.editedVersion === null ? 0n : await reductionsOf(payments, loaders)
    return toMoney(amountDue({ total, cancelledAt: order.cancelledAt }, captured - reduced), order.currency)
  },
  // Looked up field by field: an order that is not the viewer's and one that nobody heard of yet look the same.
  __resolveReference(reference) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'Order' ? { id: parsed.id } : null
  },
}

async function reductionsOf(payments: readonly PaymentMapper[], loaders: Loaders): Promise<bigint> {
  const refunds = await Promise.all(payments.map(({ id }) => loaders.refundsOfPayment.load(id)))
  const reductions = refunds.flat().filter(({ cause, status }) => cause === 'ORDER_EDITED' && status !== 'FAILED')
  return reductions.reduce((sum, { amount }) => sum + amount, 0n)
}
