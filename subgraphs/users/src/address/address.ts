import { checkText } from '@shop/subgraph/input'
import type { UserError } from '@shop/subgraph/user-errors'
import { fault } from '../errors.ts'

/** The most entries of an address book. */
export const MAXIMUM_ADDRESSES = 50

/** The parts of a postal address, as a person types them. */
export type AddressParts = {
  recipient: string
  line1: string
  line2?: string | null
  city: string
  region?: string | null
  postalCode: string
  countryCode: string
  phone?: string | null
}

/** The parts as they are kept: absent ones are null. */
export type TidyAddress = { [Part in keyof AddressParts]-?: Exclude<AddressParts[Part], undefined> }

const E164 = /^\+[1-9]\d{6,14}$/
const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
// ISO 3166-1 leaves these to everybody's own use; CLDR has names for some.
const NOT_A_COUNTRY = /^(?:AA|Q[M-Z]|X[A-Z]|ZZ|EU|EZ|UN)$/

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NOT_A_COUNTRY.test(code) && countries.of(code) !== undefined
}

/** All that is wrong with an address, nulls for what is right: BLANK, TOO_LONG, INVALID_COUNTRY_CODE, INVALID_PHONE. */
export function checkAddress(address: AddressParts, field: readonly string[]): (UserError | null)[] {
  const at = (part: string) => [...field, part]
  const phone = address.phone?.trim()
  return [
    checkText(address.recipient, at('recipient'), { max: 100 }),
    checkText(address.line1, at('line1'), { max: 200 }),
    checkText(address.line2 ?? '', at('line2'), { min: 0, max: 200 }),
    checkText(address.city, at('city'), { max: 100 }),
    checkText(address.region ?? '', at('region'), { min: 0, max: 100 }),
    checkText(address.postalCode, at('postalCode'), { max: 20 }),
    isCountry(address.countryCode) ? null : fault('INVALID_COUNTRY_CODE', at('countryCode')),
    !phone || E164.test(phone) ? null : fault('INVALID_PHONE', at('phone')),
  ]
}

/** The address as it is kept: without space around its parts; empty parts are absent. */
export function tidyAddress(address: AddressParts): TidyAddress {
  return {
    recipient: address.recipient.trim(),
    line1: address.line1.trim(),
    line2: address.line2?.trim() || null,
    city: address.city.trim(),
    region: address.region?.trim() || null,
    postalCode: address.postalCode.trim(),
    countryCode: address.countryCode,
    phone: address.phone?.trim() || null,
  }
}
