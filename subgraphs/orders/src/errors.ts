import { Refusal, userError } from '@shop/subgraph/user-errors'

/** Every code in `userErrors` that this subgraph can raise, with what it means. docs/errors.md is checked against it. */
export const USER_ERROR_CODES = {
  ALREADY_HANDED_OVER: 'A carrier has the parcel, or knows of it, or it was cancelled.',
  BLANK: 'A text is empty.',
  CODE_TAKEN: 'There is a promotion with this code already.',
  CURRENCY_MISMATCH: 'The amount is in another currency than the shop sells in.',
  EMPTY_CART: 'There is nothing in the cart.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before, with other input.',
  INVALID_CODE: "A promotion's code does not have 1 to 40 letters, digits and hyphens.",
  INVALID_COUNTRY_CODE: 'There is no such ISO 3166-1 alpha-2 country code.',
  INVALID_EMAIL: 'This is not an email address.',
  INVALID_IDEMPOTENCY_KEY: 'The idempotency key does not have 1 to 255 characters.',
  INVALID_PHONE: 'This is not a phone number in E.164 form.',
  INVALID_QUANTITY: 'The quantity is not one that is possible here.',
  LIMIT_REACHED: 'There are as many of these as there may be.',
  NOT_CANCELLABLE: 'A carrier has a parcel of the order, or the order is final.',
  NOT_EDITABLE: 'The order is not confirmed, a carrier has it, or another edit is pending.',
  NOT_FOUND: 'There is no such thing, or it is not the viewer’s.',
  NOT_PURCHASABLE: 'The variant cannot be bought (any more).',
  NOT_RECEIVED: 'The return has not arrived.',
  NOT_RETURNABLE: 'The order was not delivered.',
  NOT_SHIPPABLE: 'Nothing can be sent now, or the units are in other parcels or elsewhere.',
  OUT_OF_RANGE: 'A number or time is outside of what is possible.',
  PAYMENT_METHOD_INVALID: 'This is not a token of a payment method.',
  PROMOTION_NOT_APPLICABLE: 'The promotion does not work at the moment or is used up.',
  REFUND_PENDING: 'The provider is still asked to give the money of the return back, or will be when a dispute is won.',
  RETRY_FAILED: 'The event of the dead letter could not be handled this time either.',
  RETURN_CLOSED: 'The return was rejected, or has arrived.',
  SHIPPING_METHOD_UNAVAILABLE: 'It cannot be delivered there, or not in this way.',
  TOO_LONG: 'A text is too long.',
  TRACKING_CODE_TAKEN: 'Another parcel has this tracking code of this carrier.',
  TOTAL_CHANGED: 'The total is another than the one that was expected.',
  VERSION_CONFLICT: 'The order was changed since the version that was expected.',
} as const

export type UserErrorCode = keyof typeof USER_ERROR_CODES

/** Every `extensions.code` that this subgraph's resolvers raise, besides those of the chassis. */
export const GRAPHQL_ERROR_CODES = {
  FORBIDDEN: 'Staff only.',
  INVALID_GLOBAL_ID: 'An id is malformed, or of another type.',
  NOT_FOUND: 'The order does not exist, or is not the viewer’s.',
  UNAUTHENTICATED:
    'An access token is needed (guests get theirs from startGuestSession), of an account that is still there.',
} as const

/** The refusal of a use case: its transaction is rolled back, the payload shows the error. */
export function refusal(code: UserErrorCode, field: readonly string[] | null, message?: string): Refusal {
  return new Refusal(userError(code, message ?? USER_ERROR_CODES[code], field))
}
