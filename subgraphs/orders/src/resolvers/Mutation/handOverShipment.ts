import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { handOverShipment as handOver } from '../../shipment/hand-over-shipment.ts'

export const handOverShipment: NonNullable<MutationResolvers['handOverShipment']> = async (
  _source,
  { input },
  context,
) => {
  const viewer = requireRole(context.viewer, 'STAFF')
  const shipmentId = fromGlobalId(input.shipmentId, 'Shipment', ['input', 'shipmentId'])
  const { value, userErrors } = await settle(() => handOver(context, viewer, { ...input, shipmentId }))
  return { shipment: value === null ? null : await context.loaders.shipment.load(value), userErrors }
}
