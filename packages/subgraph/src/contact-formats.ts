// One "@", something on both sides, a domain with a point; whether it is theirs only a message to it can tell.
const EMAIL = /^[^\s@\p{Cc}]+@[^\s@.\p{Cc}]+(?:\.[^\s@.\p{Cc}]+)+$/u
const E164 = /^\+[1-9]\d{6,14}$/
const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
// ISO 3166-1 leaves these to everybody's own use; CLDR has names for some.
const NOT_A_COUNTRY = /^(?:AA|Q[M-Z]|X[A-Z]|ZZ|EU|EZ|UN)$/

/** Whether the text has the form of an email address, without white space around it. Its length is the caller's to check. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text)
}

/** Whether the text is a phone number in E.164: "+", then 7 to 15 digits. */
export function isPhoneNumber(text: string): boolean {
  return E164.test(text)
}

/** Whether the text is the code of a country: two capital letters of ISO 3166-1. */
export function isCountryCode(text: string): boolean {
  return /^[A-Z]{2}$/.test(text) && !NOT_A_COUNTRY.test(text) && countries.of(text) !== undefined
}
