import type { WaitingOrderResolvers } from '../generated/graphql.ts'
import { WAITING_STATES } from '../order/waiting-states.ts'

// Whoever has a waiting order in hand has passed requireRole.
export const WaitingOrder: WaitingOrderResolvers = {
  async order({ orderId }, _arguments, { loaders }) {
    const order = await loaders.order.load(orderId)
    if (!order) throw new Error(`order ${orderId} waits and is not there`)
    return order
  },
  isOverdue: ({ dueAt }, _arguments, { clock }) => dueAt <= clock.now(),
  outcome: ({ state }) => WAITING_STATES[state].outcome,
  why: ({ state }) => WAITING_STATES[state].why,
}
