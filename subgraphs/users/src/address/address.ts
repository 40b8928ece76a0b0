import { isCountryCode, isPhoneNumber } from '@shop/subgraph/contact-formats'
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
    isCountryCode(address.countryCode) ? null : fault('INVALID_COUNTRY_CODE', at('countryCode')),
    !phone || isPhoneNumber(phone) ? null : fault('INVALID_PHONE', at('phone')),
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
