import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { createApiKey as create } from '../../api-key/create-api-key.ts'

export const createApiKey: NonNullable<MutationResolvers['createApiKey']> = async (_parent, { input }, context) => {
  const viewer = requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => create(context, viewer, input.label))
  return { apiKey: value?.apiKey, secret: value?.secret, userErrors }
}
