import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { updateEndpoint } from '../../webhook/update-endpoint.ts'

export const updateWebhookEndpoint: NonNullable<MutationResolvers['updateWebhookEndpoint']> = async (
  _parent,
  { input: { id, url, eventTypes, description, enabled } },
  context,
) => {
  requireStaff(context.viewer)
  const uuid = fromGlobalId(id, 'WebhookEndpoint', ['input', 'id'])
  const { value, userErrors } = await settle(() =>
    updateEndpoint(context, uuid, {
      // What is null is left out: there is nothing that it could mean.
      url: url ?? undefined,
      eventTypes: eventTypes ?? undefined,
      description: description ?? undefined,
      enabled: enabled ?? undefined,
    }),
  )
  if (enabled) context.wakeWebhooks()
  return { endpoint: value, userErrors }
}
