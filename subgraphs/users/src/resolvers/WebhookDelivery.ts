import { toGlobalId } from '@shop/subgraph/global-id'
import type { WebhookDeliveryResolvers } from '../generated/graphql.ts'
import { findAttempts } from '../webhook/webhook-delivery-store.ts'

const MOST_ATTEMPTS = 50

// Whoever has a delivery in hand has passed requireStaff.
export const WebhookDelivery: WebhookDeliveryResolvers = {
  id: ({ id }) => toGlobalId('WebhookDelivery', id),
  nextAttemptAt: ({ dueAt }) => dueAt,
  attempts: ({ id }, _arguments, { database }) => findAttempts(database, id, MOST_ATTEMPTS),
}
