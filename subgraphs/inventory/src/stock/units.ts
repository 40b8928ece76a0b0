import { checkText } from '@shop/subgraph/input'
import { userError } from '@shop/subgraph/user-errors'
import type { UserError } from '@shop/subgraph/user-errors'

/** The most units that one change by hand is about: far from where 32-bit columns end. */
export const MAXIMUM_UNITS = 1_000_000

/** Null for a whole number from `min` to MAXIMUM_UNITS, and for what is left out; else OUT_OF_RANGE. */
export function checkUnits(units: number | null | undefined, min: number, field: readonly string[]): UserError | null {
  if (units == null || (Number.isInteger(units) && units >= min && units <= MAXIMUM_UNITS)) return null
  return userError('OUT_OF_RANGE', `Must be from ${min} to ${MAXIMUM_UNITS}.`, field)
}

/** Null for a note of at most 500 characters, or none; else TOO_LONG. */
export function checkNote(note: string | null | undefined): UserError | null {
  return note == null ? null : checkText(note, ['input', 'note'], { min: 0, max: 500 })
}
