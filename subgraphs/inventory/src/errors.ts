/** Every `userErrors` code that inventory can raise, with what it means. docs/errors.md lists them; a test compares. */
export const userErrorCodes = {
  BLANK: 'A text is empty.',
  NOT_FOUND: 'Nothing with this id exists, or it is not yours to see.',
  OUT_OF_RANGE: 'A number is below or above what is allowed.',
  INSUFFICIENT_STOCK: 'Fewer units are available than would be taken.',
  TOO_LONG: 'A text is longer than allowed.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before with other input.',
  INVALID_IDEMPOTENCY_KEY: 'The idempotency key is empty or longer than 255 characters.',
  RETRY_FAILED: 'The event of the dead letter could not be handled this time either.',
} as const
