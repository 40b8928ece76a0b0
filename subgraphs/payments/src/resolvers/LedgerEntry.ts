import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canViewLedger } from '../authorize.ts'
import type { LedgerEntryResolvers } from '../generated/graphql.ts'
import { required } from '../required.ts'

export const LedgerEntry: LedgerEntryResolvers = {
  id: (entry) => toGlobalId('LedgerEntry', entry.id),
  transactionId: (entry) => toGlobalId('LedgerTransaction', entry.transactionId),
  payment: async (entry, _arguments, { loaders }) => required(await loaders.payment.load(entry.paymentId)),
  amount: (entry) => toMoney(entry.amount, entry.currency),
  async __resolveReference(reference, { viewer, loaders }) {
    const parsed = parseGlobalId(reference.id)
    if (!canViewLedger(viewer) || parsed?.type !== 'LedgerEntry') return null
    return loaders.ledgerEntry.load(parsed.id)
  },
}
