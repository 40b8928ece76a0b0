const ENDPOINT = `id url enabled disabledReason failingSince eventTypes secrets { hint expiresAt }`

export const CREATE = `mutation ($input: CreateWebhookEndpointInput!) {
  answer: createWebhookEndpoint(input: $input) { endpoint { ${ENDPOINT} } secret userErrors { code field } }
}`
export const UPDATE = `mutation ($input: UpdateWebhookEndpointInput!) {
  answer: updateWebhookEndpoint(input: $input) { endpoint { ${ENDPOINT} } userErrors { code field } }
}`
export const DELETE = `mutation ($input: DeleteWebhookEndpointInput!) {
  answer: deleteWebhookEndpoint(input: $input) { deletedWebhookEndpointId userErrors { code } }
}`
export const ROTATE = `mutation ($input: RotateWebhookSecretInput!) {
  answer: rotateWebhookSecret(input: $input) { endpoint { ${ENDPOINT} } secret userErrors { code } }
}`
export const PING = `mutation ($input: PingWebhookEndpointInput!) {
  answer: pingWebhookEndpoint(input: $input) { delivery { id status eventType } userErrors { code } }
}`
export const REDELIVER = `mutation ($input: RedeliverWebhookInput!) {
  answer: redeliverWebhook(input: $input) { delivery { id status } userErrors { code } }
}`
export const ENDPOINTS = `{ webhookEndpoints { ${ENDPOINT} } webhookEventTypes { name description version } }`
export const DELIVERIES = `query ($id: ID!, $status: WebhookDeliveryStatus) {
  webhookEndpoint(id: $id) {
    ${ENDPOINT}
    deliveries(first: 50, status: $status) {
      nodes {
        id messageId eventType payload status nextAttemptAt completedAt
        attempts { attemptedAt durationMs responseStatus responseBody error }
      }
    }
  }
}`
export const NOTIFICATIONS = `{ me { notifications(first: 5) { nodes { kind title body } } } }`
