import { fromGlobalId } from '@shop/subgraph/global-id'
import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { findEndpoint } from '../../webhook/webhook-store.ts'

export const webhookEndpoint: NonNullable<QueryResolvers['webhookEndpoint']> = async (_parent, { id }, context) => {
  requireStaff(context.viewer)
  return findEndpoint(context.database, fromGlobalId(id, 'WebhookEndpoint', ['id']))
}
