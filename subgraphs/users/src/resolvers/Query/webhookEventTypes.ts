import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { webhookEvents } from '../../webhook/webhook-events.ts'

export const webhookEventTypes: NonNullable<QueryResolvers['webhookEventTypes']> = (_parent, _arguments, context) => {
  requireStaff(context.viewer)
  return webhookEvents.map(({ name, description, version }) => ({ name, description, version }))
}
