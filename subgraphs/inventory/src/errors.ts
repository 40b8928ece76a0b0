/** Every `userErrors` code that inventory can raise, with what it means. docs/errors.md lists them; a test compares. */
export const userErrorCodes = {
  NOT_FOUND: 'Nothing with this id exists, or it is not yours to see.',
  OUT_OF_RANGE: 'A number is below or above what is allowed.',
  INSUFFICIENT_STOCK: 'More units are set aside than would be left.',
  TOO_LONG: 'A text is longer than allowed.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before with other input.',
  AMBIGUOUS: 'Several variants have this SKU, or several locations this name.',
  BLANK: 'A text is empty, or there are no rows.',
  DUPLICATE: 'The level stands in another row of the import.',
  INVALID_COUNTRY_CODE: 'There is no such ISO 3166-1 alpha-2 country code.',
  MALFORMED_CSV: 'The text is no CSV, or has not the columns that are needed.',
  NAME_TAKEN: 'Another location has this name.',
  PRIORITY_TAKEN: 'Another location has this priority.',
  SAME_LOCATION: 'The two locations of a transfer are one.',
  TOO_MANY: 'The import has more rows than allowed.',
  INVALID_IDEMPOTENCY_KEY: 'The idempotency key is empty or longer than 255 characters.',
  RETRY_FAILED: 'The event of the dead letter could not be handled this time either.',
} as const
