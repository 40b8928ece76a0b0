import { expect, test } from 'vitest'
import { checkAddress, checkEmail, checkPaymentMethod } from './check-buyer.ts'

const ADDRESS = {
  recipient: 'Ada',
  line1: 'Street 1',
  line2: null,
  city: 'Town',
  region: null,
  postalCode: '1',
  countryCode: 'NL',
  phone: null,
}
const codesFor = (changes: Partial<typeof ADDRESS> | { phone: string }) =>
  checkAddress({ ...ADDRESS, ...changes }, []).flatMap((error) => (error ? [error.code] : []))

test('addresses of every country that sells anything are taken, made-up countries are not', () => {
  for (const countryCode of ['NL', 'DE', 'GB', 'US', 'JP', 'BR', 'ZA', 'TW'])
    expect(codesFor({ countryCode })).toEqual([])
  for (const countryCode of ['', 'N', 'NLD', 'nl', 'AA', 'XX', 'ZZ', 'EU', 'UN', 'QQ'])
    expect(codesFor({ countryCode })).toEqual(['INVALID_COUNTRY_CODE'])
})

test('phone numbers are E.164', () => {
  expect(codesFor({ phone: '+31201234567' })).toEqual([])
  for (const phone of ['', '0201234567', '+0123456789', '+31 20 1234567', '+1234567890123456'])
    expect(codesFor({ phone })).toEqual(['INVALID_PHONE'])
})

test('email addresses have something on both sides of one @', () => {
  for (const email of ['a@b.cd', 'ada+shop@mail.example.org', 'δοκιμή@παράδειγμα.δοκιμή'])
    expect(checkEmail(email, [])).toBeNull()
  for (const email of ['', 'a', '@b.cd', 'a@', 'a@b', 'a@b.', 'a@@b.cd', 'a b@c.de', 'a@b..cd', 'a@b.cd\n'])
    expect(checkEmail(email, [])?.code).toBe('INVALID_EMAIL')
})

test('payment methods are tokens, never card numbers', () => {
  expect(checkPaymentMethod('pm_card_visa', [])).toBeNull()
  for (const token of ['', 'pm_', '4242424242424242', 'pm_card visa', `pm_${'x'.repeat(101)}`])
    expect(checkPaymentMethod(token, [])?.code).toBe('PAYMENT_METHOD_INVALID')
})
