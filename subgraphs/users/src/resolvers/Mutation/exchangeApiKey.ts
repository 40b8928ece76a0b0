import { settle } from '@shop/subgraph/user-errors'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { exchangeApiKey as exchange } from '../../api-key/exchange-api-key.ts'

export const exchangeApiKey: NonNullable<MutationResolvers['exchangeApiKey']> = async (_parent, { input }, context) => {
  const { value, userErrors } = await settle(() => exchange(context, input.secret))
  return { tokens: value, userErrors }
}
