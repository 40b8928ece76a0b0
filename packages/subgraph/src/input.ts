import { userError } from './user-errors.ts'
import type { UserError } from './user-errors.ts'

/** The largest quantity of anything in one step; far from where 32-bit columns end, so sums stay inside them. */
export const MAXIMUM_QUANTITY = 10_000

/** Null when the text, without surrounding white space, has between `min` and `max` characters; else INVALID_TEXT. */
export function checkText(
  text: string,
  field: readonly string[],
  { min = 1, max }: { min?: number; max: number },
): UserError | null {
  const length = text.trim().length
  // PostgreSQL's text cannot hold U+0000: without this check it would be a server error.
  if (text.includes('\u0000'))
    return userError('INVALID_TEXT', 'The text contains a character that is not allowed.', field)
  if (length < min)
    return userError('INVALID_TEXT', min === 1 ? 'This must not be empty.' : `At least ${min} characters.`, field)
  return length > max ? userError('INVALID_TEXT', `At most ${max} characters.`, field) : null
}

/** Null when the quantity is a whole number between 1 and `max`; else INVALID_QUANTITY. */
export function checkQuantity(quantity: number, field: readonly string[], max = MAXIMUM_QUANTITY): UserError | null {
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= max) return null
  return userError('INVALID_QUANTITY', `The quantity must be between 1 and ${max}.`, field)
}
