import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { findDisagreement } from '../../reconciliation/disagreement-store.ts'
import { resolveDisagreement } from '../../reconciliation/resolve-disagreement.ts'

export const resolvePaymentDisagreement: NonNullable<MutationResolvers['resolvePaymentDisagreement']> = async (
  _parent,
  { input },
  context,
) => {
  const viewer = requireStaff(context.viewer)
  const disagreementId = fromGlobalId(input.disagreementId, 'PaymentDisagreement', ['input', 'disagreementId'])
  const { userErrors } = await settle(() => resolveDisagreement(context, viewer, { ...input, disagreementId }))
  return {
    disagreement: userErrors.length > 0 ? null : await findDisagreement(context.database, disagreementId),
    userErrors,
  }
}
