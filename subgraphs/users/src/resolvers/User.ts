import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { readApiKeys } from '../api-key/api-key-store.ts'
import { canViewPerson, isSelf } from '../authorize.ts'
import type { UserResolvers } from '../generated/graphql.ts'
import { listNotifications } from '../notification/list-notifications.ts'
import { readOpenSessions } from '../session/session-store.ts'

// Anybody may have a user (a review names its author), so each field says by itself who sees it.
export const User: UserResolvers = {
  id: (user) => toGlobalId('User', user.id),
  email: (user, _arguments, context) => (canViewPerson(context, user.id) ? user.email : null),
  familyName: (user, _arguments, context) => (canViewPerson(context, user.id) ? user.familyName : null),
  roles: (user, _arguments, context) => (canViewPerson(context, user.id) ? user.roles : []),
  async addresses(user, _arguments, context) {
    return canViewPerson(context, user.id) ? context.loaders.addressBook.load(user.id) : []
  },
  async sessions(user, _arguments, context) {
    return isSelf(context, user.id) ? readOpenSessions(context.database, user.id, context.clock.now()) : []
  },
  async notifications(user, arguments_, context) {
    return isSelf(context, user.id) ? listNotifications(context.database, user.id, arguments_) : null
  },
  async apiKeys(user, _arguments, context) {
    return isSelf(context, user.id) ? readApiKeys(context.database, user.id) : []
  },
  async __resolveReference({ id }, { loaders }) {
    return loaders.user.load(fromGlobalId(id, 'User'))
  },
}
