import { Refusal, userError } from '@shop/subgraph/user-errors'
import type { UserError } from '@shop/subgraph/user-errors'

/** Every `userErrors` code that users can raise, with what it means. docs/errors.md is checked against this list. */
export const userErrorCodes = {
  BLANK: 'A text is empty.',
  EMAIL_TAKEN: 'There is an account with this email address already.',
  INVALID_COUNTRY_CODE: 'There is no such ISO 3166-1 alpha-2 country code.',
  INVALID_CREDENTIALS: 'Email and password, or the secret, do not belong to an account.',
  INVALID_EMAIL: 'This is not an email address.',
  INVALID_PHONE: 'This is not a phone number in E.164 form.',
  INVALID_ROLES: 'An account has at least one of the roles CUSTOMER, STAFF and ADMIN, and never GUEST.',
  INVALID_WEBHOOK_URL: 'Webhooks are not sent to this address.',
  LAST_ADMIN: 'Nobody else is ADMIN, and somebody must be.',
  LIMIT_REACHED: 'There are as many as there can be.',
  NOT_FOUND: 'There is no such thing, or it is not the viewer’s.',
  OUT_OF_RANGE: 'A number is outside of what is possible.',
  PASSWORD_TOO_SHORT: 'The password has fewer than 10 characters.',
  RETRY_FAILED: 'The event of the dead letter could not be handled this time either.',
  TOKEN_INVALID: 'The token is unknown, was used before, has expired, or its session has ended.',
  TOO_LONG: 'A text is longer than allowed.',
  TOO_MANY: 'More ids than one call takes.',
  TOO_MANY_ATTEMPTS: 'Signing in as this email address failed too often; it works again within 15 minutes.',
  UNKNOWN_EVENT_TYPE: 'There is no event of this name.',
  WEBHOOK_DISABLED: 'The endpoint is switched off.',
} as const

export type UserErrorCode = keyof typeof userErrorCodes

/** One user error with the text of its code. */
export function fault(code: UserErrorCode, field: readonly string[] | null, message?: string): UserError {
  return userError(code, message ?? userErrorCodes[code], field)
}

/** The refusal of a use case: its transaction is rolled back, the payload shows the error. */
export function refusal(code: UserErrorCode, field: readonly string[] | null, message?: string): Refusal {
  return new Refusal(fault(code, field, message))
}
