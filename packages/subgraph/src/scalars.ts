import { GraphQLScalarType, Kind } from 'graphql'
import { isCurrencyCode } from './currency.ts'
import { badUserInput } from './errors.ts'

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/
const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,9})?$/

type StringScalar<Internal> = {
  name: string
  /** How clients write it, for the error's text. */
  hint: string
  /** Null when the text is none of this scalar. */
  parse(text: string): Internal | null
  /** The text of an internal value; null when it is none, which is the server's fault and so no input error. */
  print(value: unknown): string | null
}

/** A scalar that clients write as a string, in variables and in the document alike. The SDL describes it. */
function stringScalar<Internal>({ name, hint, parse, print }: StringScalar<Internal>) {
  const parseUnknown = (value: unknown): Internal => {
    const parsed = typeof value === 'string' ? parse(value) : null
    if (parsed === null) throw badUserInput(`${name} is written ${hint}.`)
    return parsed
  }
  return new GraphQLScalarType<Internal, string>({
    name,
    serialize: (value) => {
      const text = print(value)
      if (text === null) throw new TypeError(`a value of type ${typeof value} is no ${name}`)
      return text
    },
    parseValue: parseUnknown,
    parseLiteral: (node) => parseUnknown(node.kind === Kind.STRING ? node.value : undefined),
  })
}

function parseDateTime(text: string): Date | null {
  if (!RFC_3339.test(text)) return null
  const date = new Date(text)
  // `new Date` rolls 30 February over into March, so the day is compared with what was written.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || day.getUTCDate() !== Number(text.slice(8, 10))) return null
  // In UTC it may be another year. RFC 3339 ends at 9999, and PostgreSQL's dates have no year 0.
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999 ? date : null
}

function parseDay(text: string): string | null {
  return /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) && parseDateTime(`${text}T00:00:00Z`) ? text : null
}

function parseDecimal(text: string): string | null {
  return DECIMAL.test(text) ? text : null
}

function parseCurrencyCode(text: string): string | null {
  return isCurrencyCode(text) ? text : null
}

/** A moment, RFC 3339 in UTC. Inside: a Date; text passes on the way out, as events carry it. */
export const DateTime = stringScalar({
  name: 'DateTime',
  hint: 'as in RFC 3339, for example "2026-03-01T12:00:00Z"',
  parse: parseDateTime,
  print: (value) => {
    const date = value instanceof Date ? value : typeof value === 'string' ? parseDateTime(value) : null
    return date && !Number.isNaN(date.getTime()) ? date.toISOString() : null
  },
})

/** A day of the calendar, in whatever time zone it is meant: a string inside and outside. */
export const DateOnly = stringScalar({
  name: 'Date',
  hint: 'as a day of ISO 8601, for example "2026-03-01"',
  parse: parseDay,
  print: (value) => (typeof value === 'string' ? parseDay(value) : null),
})

/** An exact decimal number: a string inside and outside, so that no digit is lost on the way. */
export const Decimal = stringScalar({
  name: 'Decimal',
  hint: 'as a string of at most 18 digits, and 9 after the point, for example "19.99"',
  parse: parseDecimal,
  print: (value) => (typeof value === 'string' ? parseDecimal(value) : null),
})

/** A currency's code of ISO 4217, in capitals. */
export const CurrencyCode = stringScalar({
  name: 'CurrencyCode',
  hint: 'as a code of ISO 4217 in capitals, for example "EUR"',
  parse: parseCurrencyCode,
  print: (value) => (typeof value === 'string' ? parseCurrencyCode(value) : null),
})
