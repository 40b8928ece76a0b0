import { settle } from '@shop/subgraph/user-errors'
import { requireSignedIn } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { markNotificationsRead as markRead } from '../../notification/mark-notifications-read.ts'

export const markNotificationsRead: NonNullable<MutationResolvers['markNotificationsRead']> = async (
  _parent,
  { input },
  context,
) => {
  const viewer = requireSignedIn(context.viewer)
  const { value, userErrors } = await settle(() => markRead(context, viewer, input.ids))
  return { notifications: value, userErrors }
}
