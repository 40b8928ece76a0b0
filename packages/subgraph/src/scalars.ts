import { GraphQLScalarType, Kind } from 'graphql'
import { isCurrencyCode } from './currency.ts'
import { badUserInput } from './errors.ts'

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/
const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,9})?$/

/** A scalar that clients write as a string, in variables and in the document alike. */
function stringScalar<Internal>(
  name: string,
  description: string,
  parse: (text: string) => Internal,
  serialize: (value: unknown) => string,
): GraphQLScalarType<Internal, string> {
  const parseUnknown = (value: unknown): Internal => {
    if (typeof value !== 'string') throw badUserInput(`${name} is written as a string.`)
    return parse(value)
  }
  return new GraphQLScalarType({
    name,
    description,
    serialize,
    parseValue: parseUnknown,
    parseLiteral: (node) => parseUnknown(node.kind === Kind.STRING ? node.value : undefined),
  })
}

function parseDateTime(text: string): Date {
  const date = new Date(text)
  // `new Date` rolls 30 February over into March, so the day is compared with what was written.
  const day = RFC_3339.test(text) ? new Date(`${text.slice(0, 10)}T00:00:00Z`) : null
  if (
    !day ||
    Number.isNaN(date.getTime()) ||
    Number.isNaN(day.getTime()) ||
    day.getUTCDate() !== Number(text.slice(8, 10))
  ) {
    throw badUserInput('DateTime is written as in RFC 3339, for example 2026-03-01T12:00:00Z.')
  }
  return date
}

function parseDecimal(text: string): string {
  if (!DECIMAL.test(text)) throw badUserInput('Decimal is written as digits with a point, for example "19.99".')
  return text
}

function parseCurrencyCode(text: string): string {
  if (!isCurrencyCode(text)) throw badUserInput('CurrencyCode is a code of ISO 4217 in capitals, for example EUR.')
  return text
}

function parseUrl(text: string): string {
  const url = text.length <= 2_048 ? URL.parse(text) : null
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw badUserInput('URL is an absolute http or https address.')
  return text
}

function serializeText(check: (text: string) => unknown): (value: unknown) => string {
  return (value) => {
    const text = String(value)
    check(text)
    return text
  }
}

/** A moment, RFC 3339 in UTC. Inside: a Date (a string is accepted when serializing). */
export const DateTime = stringScalar('DateTime', 'A moment in UTC, RFC 3339.', parseDateTime, (value) => {
  const date = value instanceof Date ? value : parseDateTime(String(value))
  return date.toISOString()
})

/** An exact decimal number: a string inside and outside, so that no digit is lost on the way. */
export const Decimal = stringScalar(
  'Decimal',
  'An exact decimal number, as a string.',
  parseDecimal,
  serializeText(parseDecimal),
)

/** A currency's code of ISO 4217. */
export const CurrencyCode = stringScalar(
  'CurrencyCode',
  'A currency by its ISO 4217 code.',
  parseCurrencyCode,
  serializeText(parseCurrencyCode),
)

/** An absolute http(s) address as a string. On the way out relative addresses pass: what the shop stores is its own. */
export const UrlScalar = stringScalar('URL', 'An http or https address.', parseUrl, String)
