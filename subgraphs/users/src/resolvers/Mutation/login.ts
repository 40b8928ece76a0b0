import { settle } from '@shop/subgraph/user-errors'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { logIn } from '../../session/log-in.ts'

export const login: NonNullable<MutationResolvers['login']> = async (_parent, { input }, context) => {
  const { value, userErrors } = await settle(() => logIn(context, input))
  if (value) context.signedIn.add(value.user.id)
  return { user: value?.user, tokens: value?.tokens, userErrors }
}
