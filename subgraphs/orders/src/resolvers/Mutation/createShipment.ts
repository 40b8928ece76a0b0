import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { createShipment as create } from '../../shipment/create-shipment.ts'

export const createShipment: NonNullable<MutationResolvers['createShipment']> = async (_source, { input }, context) => {
  const viewer = requireRole(context.viewer, 'STAFF')
  const request = {
    idempotencyKey: input.idempotencyKey,
    orderId: fromGlobalId(input.orderId, 'Order', ['input', 'orderId']),
    expectedVersion: input.expectedVersion ?? null,
    locationId: fromGlobalId(input.locationId, 'Location', ['input', 'locationId']),
    lines: input.lines.map(({ orderLineId, quantity }, index) => ({
      orderLineId: fromGlobalId(orderLineId, 'OrderLine', ['input', 'lines', String(index), 'orderLineId']),
      quantity,
    })),
  }
  const { value: id, userErrors } = await settle(() => create(context, viewer, request))
  return { order: id === null ? null : await context.loaders.order.load(id), userErrors }
}
