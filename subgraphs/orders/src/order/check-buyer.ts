import { checkText } from '@shop/subgraph/input'
import { userError, type UserError } from '@shop/subgraph/user-errors'
import { USER_ERROR_CODES, type UserErrorCode } from '../errors.ts'
import type { PostalAddress } from './order.ts'

// One "@", something on both sides, a domain with a point; whether it is theirs only a message to it can tell.
const EMAIL = /^[^\s@\p{Cc}]+@[^\s@.\p{Cc}]+(?:\.[^\s@.\p{Cc}]+)+$/u
const E164 = /^\+[1-9]\d{6,14}$/
const PAYMENT_METHOD = /^pm_\w{1,100}$/

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
// ISO 3166-1 leaves these to everybody's own use; CLDR has names for some.
const NOT_A_COUNTRY = /^(?:A[A]|Q[M-Z]|X[A-Z]|ZZ|EU|EZ|UN)$/

function fault(code: UserErrorCode, field: readonly string[]): UserError {
  return userError(code, USER_ERROR_CODES[code], field)
}

export function checkEmail(email: string, field: readonly string[]): UserError | null {
  if (email.length > 254) return fault('TOO_LONG', field)
  return EMAIL.test(email) ? null : fault('INVALID_EMAIL', field)
}

/** The token's form only: whose it is and whether it is good knows the payment provider. */
export function checkPaymentMethod(token: string, field: readonly string[]): UserError | null {
  return PAYMENT_METHOD.test(token) ? null : fault('PAYMENT_METHOD_INVALID', field)
}

export function checkAddress(address: PostalAddress, field: readonly string[]): (UserError | null)[] {
  const at = (part: string) => [...field, part]
  return [
    checkText(address.recipient, at('recipient'), { max: 100 }),
    checkText(address.line1, at('line1'), { max: 200 }),
    checkText(address.line2 ?? '', at('line2'), { min: 0, max: 200 }),
    checkText(address.city, at('city'), { max: 100 }),
    checkText(address.region ?? '', at('region'), { min: 0, max: 100 }),
    checkText(address.postalCode, at('postalCode'), { max: 20 }),
    isCountry(address.countryCode) ? null : fault('INVALID_COUNTRY_CODE', at('countryCode')),
    address.phone === null || E164.test(address.phone) ? null : fault('INVALID_PHONE', at('phone')),
  ]
}

/** The address as it is kept: without space around its parts; empty parts are absent. */
export function tidyAddress(address: PostalAddress): PostalAddress {
  return {
    recipient: address.recipient.trim(),
    line1: address.line1.trim(),
    line2: address.line2?.trim() || null,
    city: address.city.trim(),
    region: address.region?.trim() || null,
    postalCode: address.postalCode.trim(),
    countryCode: address.countryCode,
    phone: address.phone,
  }
}

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NOT_A_COUNTRY.test(code) && regions.of(code) !== undefined
}
