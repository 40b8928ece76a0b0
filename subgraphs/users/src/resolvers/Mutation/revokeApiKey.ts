import { settle } from '@shop/subgraph/user-errors'
import { requireSignedIn } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { revokeApiKey as revoke } from '../../api-key/revoke-api-key.ts'

export const revokeApiKey: NonNullable<MutationResolvers['revokeApiKey']> = async (_parent, { input }, context) => {
  const viewer = requireSignedIn(context.viewer)
  const { value, userErrors } = await settle(() => revoke(context, viewer, input.id))
  return { apiKey: value, userErrors }
}
