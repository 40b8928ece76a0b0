import { isEmail } from '@shop/subgraph/contact-formats'
import { checkText } from '@shop/subgraph/input'
import type { UserError } from '@shop/subgraph/user-errors'
import { ROLES } from '@shop/subgraph/viewer'
import type { Role } from '@shop/subgraph/viewer'
import { fault } from '../errors.ts'

export const MAXIMUM_EMAIL_LENGTH = 254
export const MINIMUM_PASSWORD_LENGTH = 10
export const MAXIMUM_PASSWORD_LENGTH = 256
export const MAXIMUM_NAME_LENGTH = 100

/** The parts of a new account that a person types. */
export type Registration = { email: string; password: string; givenName: string; familyName: string }

/** A role that an account can have. */
export type AccountRole = Exclude<Role, 'GUEST'>

/** The roles, each once and in the order of their rights; null when an account cannot have them: none, or GUEST. */
export function accountRoles(roles: readonly Role[]): AccountRole[] | null {
  const isAccountRole = (role: Role): role is AccountRole => role !== 'GUEST'
  if (roles.length === 0 || !roles.every(isAccountRole)) return null
  return ROLES.filter(isAccountRole).filter((role) => roles.includes(role))
}

/** What uniqueness and signing in go by. */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase()
}

/** Null when an account may have this email; else TOO_LONG or INVALID_EMAIL. */
export function checkEmail(email: string, field: readonly string[]): UserError | null {
  // Lower case can be longer than what was typed, and both are stored.
  if (Math.max(email.trim().length, normalizeEmail(email).length) > MAXIMUM_EMAIL_LENGTH)
    return fault('TOO_LONG', field)
  return isEmail(email.trim()) ? null : fault('INVALID_EMAIL', field)
}

/** Null when an account may have this password; else PASSWORD_TOO_SHORT or TOO_LONG. Space counts, as it was typed. */
export function checkPasswordRules(password: string, field: readonly string[]): UserError | null {
  if (password.length > MAXIMUM_PASSWORD_LENGTH) return fault('TOO_LONG', field)
  return password.length < MINIMUM_PASSWORD_LENGTH ? fault('PASSWORD_TOO_SHORT', field) : null
}

/** All that is wrong with a new account, nulls for what is right. */
export function checkRegistration(input: Registration): (UserError | null)[] {
  return [
    checkEmail(input.email, ['input', 'email']),
    checkPasswordRules(input.password, ['input', 'password']),
    checkText(input.givenName, ['input', 'givenName'], { max: MAXIMUM_NAME_LENGTH }),
    checkText(input.familyName, ['input', 'familyName'], { max: MAXIMUM_NAME_LENGTH }),
  ]
}
