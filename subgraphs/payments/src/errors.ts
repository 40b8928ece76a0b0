/** Every code that payments puts into `userErrors`, with what it means. docs/errors.md is checked against this list. */
export const userErrorCodes = {
  NOT_FOUND: 'There is no such payment, order or disagreement, or it is not the viewer’s to see.',
  NOT_CONFIRMABLE: 'The payment does not wait for the customer (any more), or its order was cancelled.',
  NOTHING_DUE: 'The order is cancelled, not ready to be paid, or its payments cover what it costs.',
  TOO_MANY_ATTEMPTS: 'The order has as many payments as it may have, declined ones included.',
  ALREADY_RESOLVED: 'Somebody has resolved it already, or the books agree again.',
  NOT_REFUNDABLE: 'The payment was not captured, or nothing of it is left to give back.',
  AMOUNT_TOO_LARGE: 'More than what can still be given back, or is left to pay.',
  INVALID_AMOUNT: 'The amount is not above zero, or has more decimals than its currency.',
  CURRENCY_MISMATCH: 'The amount is in another currency than the payment or order.',
  BLANK: 'The text is empty.',
  TOO_LONG: 'The text is longer than allowed.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key came before, with other input.',
  INVALID_IDEMPOTENCY_KEY: 'The idempotency key is empty or longer than 255 characters.',
  RETRY_FAILED: 'The event of the dead letter could not be handled this time either.',
} as const

export type UserErrorCode = keyof typeof userErrorCodes
