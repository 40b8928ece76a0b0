/** The operations of clients that several test files send. */
const TOKENS = 'tokens { accessToken accessTokenExpiresAt refreshToken }'
const ERRORS = 'userErrors { field message code }'
const ADDRESS = 'id recipient line1 line2 city region postalCode countryCode phone isDefault'

export const ME = `{ me { id email givenName familyName roles createdAt addresses { ${ADDRESS} }
  sessions { id userAgent current createdAt lastUsedAt expiresAt } apiKeys { id label prefix lastUsedAt revokedAt } } }`
export const GUEST = `mutation { startGuestSession { ${TOKENS} ${ERRORS} } }`
export const REGISTER = `mutation ($input: RegisterInput!) {
  register(input: $input) { user { id email givenName familyName roles } ${TOKENS} ${ERRORS} } }`
export const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { user { id email } ${TOKENS} ${ERRORS} } }`
export const REFRESH = `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ${TOKENS} ${ERRORS} } }`
export const LOGOUT = `mutation ($input: LogoutInput!) { logout(input: $input) { sessionId ${ERRORS} } }`
export const CREATE_ADDRESS = `mutation ($input: CreateAddressInput!) {
  createAddress(input: $input) { address { ${ADDRESS} } ${ERRORS} } }`
export const UPDATE_ADDRESS = `mutation ($input: UpdateAddressInput!) {
  updateAddress(input: $input) { address { ${ADDRESS} } ${ERRORS} } }`
export const DELETE_ADDRESS = `mutation ($input: DeleteAddressInput!) {
  deleteAddress(input: $input) { deletedAddressId ${ERRORS} } }`
export const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { apiKey { id label prefix } secret ${ERRORS} } }`
export const REVOKE_KEY = `mutation ($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) { apiKey { id revokedAt } ${ERRORS} } }`
export const EXCHANGE_KEY = `mutation ($input: ExchangeApiKeyInput!) { exchangeApiKey(input: $input) { ${TOKENS} ${ERRORS} } }`
export const ERASE = `mutation ($input: EraseAccountInput!) { eraseAccount(input: $input) { erasedUserId ${ERRORS} } }`
export const CHANGE_PASSWORD = `mutation ($input: ChangePasswordInput!) {
  changePassword(input: $input) { user { id email } ${ERRORS} } }`
export const UPDATE_ROLES = `mutation ($input: UpdateUserRolesInput!) {
  updateUserRoles(input: $input) { user { id roles } ${ERRORS} } }`
export const NOTIFICATIONS = `query ($first: Int, $after: String, $last: Int, $before: String) {
  me { notifications(first: $first, after: $after, last: $last, before: $before) {
    unreadCount nodes { id kind title body orderId createdAt readAt }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`
export const MARK_READ = `mutation ($input: MarkNotificationsReadInput!) {
  markNotificationsRead(input: $input) { notifications { id readAt } ${ERRORS} } }`
export const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on User { id email givenName familyName roles addresses { city } sessions { id } apiKeys { id }
    notifications { unreadCount } }
  ... on Address { city } ... on Session { current } ... on Notification { title } ... on ApiKey { label } } }`

/** The codes of a payload, as `field: CODE`. */
export function codesOf(payload: { userErrors: { field: string[] | null; code: string }[] }): string[] {
  return payload.userErrors.map(({ field, code }) => `${field?.join('.') ?? '-'}: ${code}`)
}
