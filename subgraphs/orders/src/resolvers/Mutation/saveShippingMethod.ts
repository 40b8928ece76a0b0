import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { saveShippingMethod as save } from '../../zone/save-shipping-method.ts'

export const saveShippingMethod: NonNullable<MutationResolvers['saveShippingMethod']> = async (
  _source,
  { input },
  context,
) => {
  requireRole(context.viewer, 'STAFF')
  const { title, basis, taxClass = 'STANDARD', position = 0 } = input
  const method = {
    id: input.id == null ? null : fromGlobalId(input.id, 'ShippingMethod', ['input', 'id']),
    zoneId: fromGlobalId(input.zoneId, 'Zone', ['input', 'zoneId']),
    title,
    basis,
    taxClass,
    position,
    bands: input.bands.map(({ from, price }) => ({ from, price: price ?? null })),
  }
  const { value, userErrors } = await settle(() => save(context, method))
  return { shippingMethod: value, userErrors }
}
