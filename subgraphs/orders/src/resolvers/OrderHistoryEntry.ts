import type { OrderHistoryEntryResolvers } from '../generated/graphql.ts'

export const OrderHistoryEntry: OrderHistoryEntryResolvers = {
  actor: (entry) => entry.actorKind,
  user: ({ actorId }) => (actorId === null ? null : { uuid: actorId }),
}
