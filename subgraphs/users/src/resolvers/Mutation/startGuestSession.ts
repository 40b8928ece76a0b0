import type { MutationResolvers } from '../../generated/graphql.ts'
import { startGuestSession as start } from '../../session/start-guest-session.ts'

export const startGuestSession: NonNullable<MutationResolvers['startGuestSession']> = async (
  _parent,
  _arguments,
  context,
) => ({
  tokens: await start(context),
  userErrors: [],
})
