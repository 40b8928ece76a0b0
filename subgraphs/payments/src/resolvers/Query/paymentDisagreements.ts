import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { DISAGREEMENT_KEYS, listDisagreements } from '../../reconciliation/disagreement-store.ts'

export const paymentDisagreements: NonNullable<QueryResolvers['paymentDisagreements']> = async (
  _parent,
  { includeResolved, ...position },
  context,
) => {
  requireStaff(context.viewer)
  const page = readPage(position, DISAGREEMENT_KEYS)
  const rows = await listDisagreements(context.database, page, { isOpen: !includeResolved })
  return connectionFromRows(rows, page, DISAGREEMENT_KEYS)
}
