import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { pingEndpoint } from '../../webhook/send-again.ts'

export const pingWebhookEndpoint: NonNullable<MutationResolvers['pingWebhookEndpoint']> = async (
  _parent,
  { input },
  context,
) => {
  requireStaff(context.viewer)
  const endpointId = fromGlobalId(input.endpointId, 'WebhookEndpoint', ['input', 'endpointId'])
  const { value, userErrors } = await settle(() => pingEndpoint(context, endpointId))
  return { delivery: value, userErrors }
}
