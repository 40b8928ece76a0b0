import { DateTime } from '@shop/subgraph/scalars'
import type { Resolvers } from './generated/graphql.ts'
import { Address } from './resolvers/Address.ts'
import { ApiKey } from './resolvers/ApiKey.ts'
import { changePassword } from './resolvers/Mutation/changePassword.ts'
import { createAddress } from './resolvers/Mutation/createAddress.ts'
import { createApiKey } from './resolvers/Mutation/createApiKey.ts'
import { createWebhookEndpoint } from './resolvers/Mutation/createWebhookEndpoint.ts'
import { deleteAddress } from './resolvers/Mutation/deleteAddress.ts'
import { deleteWebhookEndpoint } from './resolvers/Mutation/deleteWebhookEndpoint.ts'
import { eraseAccount } from './resolvers/Mutation/eraseAccount.ts'
import { exchangeApiKey } from './resolvers/Mutation/exchangeApiKey.ts'
import { login } from './resolvers/Mutation/login.ts'
import { logout } from './resolvers/Mutation/logout.ts'
import { markNotificationsRead } from './resolvers/Mutation/markNotificationsRead.ts'
import { pingWebhookEndpoint } from './resolvers/Mutation/pingWebhookEndpoint.ts'
import { redeliverWebhook } from './resolvers/Mutation/redeliverWebhook.ts'
import { refreshSession } from './resolvers/Mutation/refreshSession.ts'
import { register } from './resolvers/Mutation/register.ts'
import { resolveUsersDeadLetter } from './resolvers/Mutation/resolveUsersDeadLetter.ts'
import { retryUsersDeadLetter } from './resolvers/Mutation/retryUsersDeadLetter.ts'
import { revokeApiKey } from './resolvers/Mutation/revokeApiKey.ts'
import { rotateWebhookSecret } from './resolvers/Mutation/rotateWebhookSecret.ts'
import { startGuestSession } from './resolvers/Mutation/startGuestSession.ts'
import { updateAddress } from './resolvers/Mutation/updateAddress.ts'
import { updateUserRoles } from './resolvers/Mutation/updateUserRoles.ts'
import { updateWebhookEndpoint } from './resolvers/Mutation/updateWebhookEndpoint.ts'
import { Notification } from './resolvers/Notification.ts'
import { NotificationConnection } from './resolvers/NotificationConnection.ts'
import { me } from './resolvers/Query/me.ts'
import { user } from './resolvers/Query/user.ts'
import { users } from './resolvers/Query/users.ts'
import { usersDeadLetters } from './resolvers/Query/usersDeadLetters.ts'
import { webhookEndpoint } from './resolvers/Query/webhookEndpoint.ts'
import { webhookEndpoints } from './resolvers/Query/webhookEndpoints.ts'
import { webhookEventTypes } from './resolvers/Query/webhookEventTypes.ts'
import { Session } from './resolvers/Session.ts'
import { notificationReceived } from './resolvers/Subscription/notificationReceived.ts'
import { User } from './resolvers/User.ts'
import { WebhookDelivery } from './resolvers/WebhookDelivery.ts'
import { WebhookEndpoint } from './resolvers/WebhookEndpoint.ts'

/** Everything that users answers. */
export const resolvers: Resolvers = {
  DateTime,
  Query: { me, user, users, usersDeadLetters, webhookEndpoint, webhookEndpoints, webhookEventTypes },
  Mutation: {
    startGuestSession,
    register,
    login,
    refreshSession,
    logout,
    createAddress,
    updateAddress,
    deleteAddress,
    markNotificationsRead,
    createApiKey,
    revokeApiKey,
    exchangeApiKey,
    changePassword,
    updateUserRoles,
    eraseAccount,
    resolveUsersDeadLetter,
    retryUsersDeadLetter,
    createWebhookEndpoint,
    updateWebhookEndpoint,
    deleteWebhookEndpoint,
    rotateWebhookSecret,
    pingWebhookEndpoint,
    redeliverWebhook,
  },
  Subscription: { notificationReceived },
  User,
  Address,
  Session,
  Notification,
  NotificationConnection,
  ApiKey,
  WebhookEndpoint,
  WebhookDelivery,
}
