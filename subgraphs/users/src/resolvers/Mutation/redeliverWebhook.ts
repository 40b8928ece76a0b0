import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { redeliver } from '../../webhook/send-again.ts'

export const redeliverWebhook: NonNullable<MutationResolvers['redeliverWebhook']> = async (
  _parent,
  { input },
  context,
) => {
  requireStaff(context.viewer)
  const deliveryId = fromGlobalId(input.deliveryId, 'WebhookDelivery', ['input', 'deliveryId'])
  const { value, userErrors } = await settle(() => redeliver(context, deliveryId))
  return { delivery: value, userErrors }
}
