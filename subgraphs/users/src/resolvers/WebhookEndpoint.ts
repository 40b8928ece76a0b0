import { connectionFromRows } from '@shop/subgraph/connection'
import { toGlobalId } from '@shop/subgraph/global-id'
import type { WebhookEndpointResolvers } from '../generated/graphql.ts'
import { NEWEST_FIRST, readNewestFirst } from '../newest-first.ts'
import { findDeliveryPage } from '../webhook/webhook-delivery-store.ts'
import { findSecrets } from '../webhook/webhook-store.ts'

// Whoever has an endpoint in hand has passed requireStaff.
export const WebhookEndpoint: WebhookEndpointResolvers = {
  id: ({ id }) => toGlobalId('WebhookEndpoint', id),
  enabled: ({ disabledReason }) => disabledReason === null,
  secrets: ({ id }, _arguments, { database, clock }) => findSecrets(database, id, clock.now()),
  async deliveries({ id: endpointId }, { status, ...arguments_ }, { database }) {
    const page = readNewestFirst(arguments_)
    const rows = await findDeliveryPage(database, page, { endpointId, ...(status ? { status } : {}) })
    return connectionFromRows(rows, page, NEWEST_FIRST)
  },
}
