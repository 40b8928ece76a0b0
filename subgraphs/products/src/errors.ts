/** Every `userErrors` code that products can raise, with what it means. docs/errors.md lists them; a test compares. */
export const userErrorCodes = {
  NOT_FOUND: 'Nothing with this id exists, or it is not yours to see, or it cannot be used here.',
  BLANK: 'A text is empty that must not be.',
  TOO_LONG: 'A text is longer than allowed.',
  TOO_MANY: 'There are more entries than allowed.',
  OUT_OF_RANGE: 'A number is below or above what is allowed.',
  INVALID_SLUG: 'A slug is not made of lower-case words joined by hyphens, or none can be made from the title.',
  SLUG_TAKEN: 'Another product has this slug.',
  SKU_TAKEN: 'Another variant has this stock keeping unit.',
  CURRENCY_MISMATCH: "The price is not in the shop's currency.",
  INVALID_AMOUNT: 'The price is not greater than 0, is too large, or has more decimals than its currency.',
  RETRY_FAILED: 'The event of the dead letter could not be handled this time either.',
} as const
