import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { rotateSecret } from '../../webhook/rotate-secret.ts'

const DEFAULT_OVERLAP_HOURS = 24

export const rotateWebhookSecret: NonNullable<MutationResolvers['rotateWebhookSecret']> = async (
  _parent,
  { input },
  context,
) => {
  requireStaff(context.viewer)
  const endpointId = fromGlobalId(input.endpointId, 'WebhookEndpoint', ['input', 'endpointId'])
  const overlapHours = input.overlapHours ?? DEFAULT_OVERLAP_HOURS
  const { value, userErrors } = await settle(() => rotateSecret(context, { endpointId, overlapHours }))
  return { endpoint: value?.endpoint, secret: value?.secret, userErrors }
}
