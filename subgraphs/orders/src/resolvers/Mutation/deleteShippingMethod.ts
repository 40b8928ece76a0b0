import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { deleteShippingMethod as remove } from '../../zone/delete-shipping-method.ts'

export const deleteShippingMethod: NonNullable<MutationResolvers['deleteShippingMethod']> = async (
  _source,
  { input },
  context,
) => {
  requireRole(context.viewer, 'STAFF')
  const id = fromGlobalId(input.id, 'ShippingMethod', ['input', 'id'])
  const { value, userErrors } = await settle(() => remove(context, id))
  return { deletedId: value && input.id, userErrors }
}
