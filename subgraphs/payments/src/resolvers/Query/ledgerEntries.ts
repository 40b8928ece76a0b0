import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { LEDGER_KEYS, listLedgerEntries } from '../../ledger/ledger-store.ts'

export const ledgerEntries: NonNullable<QueryResolvers['ledgerEntries']> = async (
  _parent,
  { orderId, ...position },
  context,
) => {
  requireStaff(context.viewer)
  const order = orderId == null ? null : fromGlobalId(orderId, 'Order', ['orderId'])
  const page = readPage(position, LEDGER_KEYS)
  return connectionFromRows(await listLedgerEntries(context.database, page, order), page, LEDGER_KEYS)
}
