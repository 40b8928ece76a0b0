import { canViewOrder } from './authorize.ts'
import type { RequestContext } from './context.ts'

/** Whether the viewer may see what belongs to the order. */
export async function isOrderVisible(
  { viewer, loaders }: Pick<RequestContext, 'viewer' | 'loaders'>,
  orderId: string,
): Promise<boolean> {
  const order = await loaders.order.load(orderId)
  return order !== null && canViewOrder(viewer, order)
}
