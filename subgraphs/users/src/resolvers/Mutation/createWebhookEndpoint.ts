import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { createEndpoint } from '../../webhook/create-endpoint.ts'

export const createWebhookEndpoint: NonNullable<MutationResolvers['createWebhookEndpoint']> = async (
  _parent,
  { input: { url, eventTypes, description } },
  context,
) => {
  const viewer = requireStaff(context.viewer)
  const { value, userErrors } = await settle(() =>
    createEndpoint(context, viewer, { url, eventTypes, description: description ?? '' }),
  )
  return { endpoint: value?.endpoint, secret: value?.secret, userErrors }
}
