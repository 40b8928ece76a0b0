import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { cancelShipment as cancel } from '../../shipment/cancel-shipment.ts'

export const cancelShipment: NonNullable<MutationResolvers['cancelShipment']> = async (_source, { input }, context) => {
  const viewer = requireRole(context.viewer, 'STAFF')
  const shipmentId = fromGlobalId(input.shipmentId, 'Shipment', ['input', 'shipmentId'])
  const { idempotencyKey, expectedVersion = null } = input
  const request = { idempotencyKey, shipmentId, expectedVersion }
  const { value: id, userErrors } = await settle(() => cancel(context, viewer, request))
  return { order: id === null ? null : await context.loaders.order.load(id), userErrors }
}
