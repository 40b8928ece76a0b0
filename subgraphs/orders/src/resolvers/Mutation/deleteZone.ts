import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { deleteZone as remove } from '../../zone/delete-zone.ts'

export const deleteZone: NonNullable<MutationResolvers['deleteZone']> = async (_source, { input }, context) => {
  requireRole(context.viewer, 'STAFF')
  const id = fromGlobalId(input.id, 'Zone', ['input', 'id'])
  const { value, userErrors } = await settle(() => remove(context, id))
  return { deletedId: value && input.id, userErrors }
}
