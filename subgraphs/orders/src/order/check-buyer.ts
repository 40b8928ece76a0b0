import { isCountryCode, isEmail, isPhoneNumber } from '@shop/subgraph/contact-formats'
import { checkText } from '@shop/subgraph/input'
import { userError, type UserError } from '@shop/subgraph/user-errors'
import { USER_ERROR_CODES, type UserErrorCode } from '../errors.ts'
import type { PostalAddress } from './order.ts'

const PAYMENT_METHOD = /^pm_\w{1,100}$/

function fault(code: UserErrorCode, field: readonly string[]): UserError {
  return userError(code, USER_ERROR_CODES[code], field)
}

export function checkEmail(email: string, field: readonly string[]): UserError | null {
  if (email.length > 254) return fault('TOO_LONG', field)
  return isEmail(email) ? null : fault('INVALID_EMAIL', field)
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
    isCountryCode(address.countryCode) ? null : fault('INVALID_COUNTRY_CODE', at('countryCode')),
    address.phone === null || isPhoneNumber(address.phone) ? null : fault('INVALID_PHONE', at('phone')),
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
