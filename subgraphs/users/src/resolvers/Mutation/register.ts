import { settle } from '@shop/subgraph/user-errors'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { registerUser } from '../../user/register-user.ts'

export const register: NonNullable<MutationResolvers['register']> = async (_parent, { input }, context) => {
  const { value, userErrors } = await settle(() => registerUser(context, input))
  if (value) context.signedIn.add(value.user.id)
  return { user: value?.user, tokens: value?.tokens, userErrors }
}
