import { fromGlobalId } from '@shop/subgraph/global-id'
import { requireStaff } from '../../authorize.ts'
import { fault } from '../../errors.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { deleteEndpoint } from '../../webhook/webhook-store.ts'

export const deleteWebhookEndpoint: NonNullable<MutationResolvers['deleteWebhookEndpoint']> = async (
  _parent,
  { input: { id } },
  context,
) => {
  requireStaff(context.viewer)
  const uuid = fromGlobalId(id, 'WebhookEndpoint', ['input', 'id'])
  const wasThere = await context.transact((tx) => deleteEndpoint(tx, uuid))
  return wasThere
    ? { deletedWebhookEndpointId: id, userErrors: [] }
    : { deletedWebhookEndpointId: null, userErrors: [fault('NOT_FOUND', ['input', 'id'])] }
}
