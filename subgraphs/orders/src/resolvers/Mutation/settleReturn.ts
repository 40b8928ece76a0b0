import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import { expectedVersionOf } from '../../expected-version.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { settleReturnByHand } from '../../return/settle-return-by-hand.ts'

export const settleReturn: NonNullable<MutationResolvers['settleReturn']> = async (_source, { input }, context) => {
  const viewer = requireRole(context.viewer, 'STAFF')
  const returnId = fromGlobalId(input.returnId, 'Return', ['input', 'returnId'])
  const request = { returnId, idempotencyKey: input.idempotencyKey, ...expectedVersionOf(input) }
  const { value: id, userErrors } = await settle(() => settleReturnByHand(context, viewer, request))
  return { return: id === null ? null : await context.loaders.return.load(id), userErrors }
}
