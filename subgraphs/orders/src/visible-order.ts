import { canViewOrder } from './authorize.ts'
import type { RequestContext } from './context.ts'
import type { OrderEdit } from './edit/order-edit.ts'
import type { Order } from './order/order.ts'

type Needed = Pick<RequestContext, 'viewer' | 'loaders'>

/**
 * The order when the viewer may see it, else null. Also for the answer of a mutation: one that is repeated for its
 * idempotency key may be about an order that became another's meanwhile (a guest's becomes a user's).
 */
export async function loadVisibleOrder({ viewer, loaders }: Needed, orderId: string): Promise<Order | null> {
  const order = await loaders.order.load(orderId)
  return order !== null && canViewOrder(viewer, order) ? order : null
}

/** Whether the viewer may see what belongs to the order. */
export async function isOrderVisible(context: Needed, orderId: string): Promise<boolean> {
  return (await loadVisibleOrder(context, orderId)) !== null
}

/** An edit and its order for the answer of a mutation, as far as the viewer may see the order; nulls without an edit. */
export async function loadVisibleEdit(
  context: Needed,
  orderId: string,
  editId: string | null,
): Promise<{ order: Order | null; edit: OrderEdit | null }> {
  const order = editId === null ? null : await loadVisibleOrder(context, orderId)
  return { order, edit: order && editId !== null ? await context.loaders.edit.load(editId) : null }
}
