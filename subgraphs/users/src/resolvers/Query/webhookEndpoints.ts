import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { MOST_ENDPOINTS } from '../../webhook/create-endpoint.ts'
import { listEndpoints } from '../../webhook/webhook-store.ts'

export const webhookEndpoints: NonNullable<QueryResolvers['webhookEndpoints']> = async (
  _parent,
  _arguments,
  context,
) => {
  requireStaff(context.viewer)
  return listEndpoints(context.database, MOST_ENDPOINTS)
}
