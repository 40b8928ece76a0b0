import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import { expectedVersionOf } from '../../expected-version.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { rejectReturn as reject } from '../../return/decide-return.ts'

export const rejectReturn: NonNullable<MutationResolvers['rejectReturn']> = async (_source, { input }, context) => {
  const viewer = requireRole(context.viewer, 'STAFF')
  const returnId = fromGlobalId(input.returnId, 'Return', ['input', 'returnId'])
  const request = { returnId, idempotencyKey: input.idempotencyKey, reason: input.reason, ...expectedVersionOf(input) }
  const { value: id, userErrors } = await settle(() => reject(context, viewer, request))
  return { return: id === null ? null : await context.loaders.return.load(id), userErrors }
}
