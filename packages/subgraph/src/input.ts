import { userError } from './user-errors.ts'
import type { UserError } from './user-errors.ts'

/** The largest quantity of anything in one step; far from where 32-bit columns end, so sums stay inside them. */
export const MAXIMUM_QUANTITY = 10_000

/**
 * Null when the text, without surrounding white space, has between `min` and `max` characters; else BLANK, TOO_SHORT or
 * TOO_LONG. (Text that cannot be stored never gets here: storable-text.ts.)
 */
export function checkText(
  text: string,
  field: readonly string[],
  { min = 1, max }: { min?: number; max: number },
): UserError | null {
  const length = text.trim().length
  if (length === 0 && min > 0) return userError('BLANK', 'This must not be empty.', field)
  if (length < min) return userError('TOO_SHORT', `At least ${min} characters.`, field)
  return length > max ? userError('TOO_LONG', `At most ${max} characters.`, field) : null
}

/** Null when the quantity is a whole number between 1 and `max`; else INVALID_QUANTITY. */
export function checkQuantity(quantity: number, field: readonly string[], max = MAXIMUM_QUANTITY): UserError | null {
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= max) return null
  return userError('INVALID_QUANTITY', `The quantity must be between 1 and ${max}.`, field)
}
