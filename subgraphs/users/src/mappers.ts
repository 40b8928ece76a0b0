import type { AddressRow } from './address/address-store.ts'
import type { ApiKeyRow } from './api-key/api-key-store.ts'
import type { NotificationPage } from './notification/list-notifications.ts'
import type { NotificationRow } from './notification/notification-store.ts'
import type { SessionRow } from './session/session-store.ts'
import type { UserRow } from './user/user-store.ts'
import type { WebhookAttemptRow, WebhookDeliveryRow } from './webhook/webhook-delivery-store.ts'
import type { WebhookEndpointRow, WebhookSecretRow } from './webhook/webhook-store.ts'

/** What stands behind each type of the SDL between resolvers. Ids are uuids until they leave. */
export type UserMapper = UserRow
export type AddressMapper = AddressRow
export type SessionMapper = SessionRow
export type NotificationMapper = NotificationRow
export type NotificationConnectionMapper = NotificationPage
export type ApiKeyMapper = ApiKeyRow
export type WebhookEndpointMapper = WebhookEndpointRow
export type WebhookSecretMapper = WebhookSecretRow
export type WebhookDeliveryMapper = WebhookDeliveryRow
export type WebhookAttemptMapper = WebhookAttemptRow
