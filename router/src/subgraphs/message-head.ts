import type { AnswerHeaders } from './subgraph-fetch.ts'

/** An answer that cannot be read, and after which the connection is good for nothing. */
export class BadMessage extends Error {}

/** What was read is no answer of HTTP/1.1, or one that two readers might understand differently. */
export function notHttp(detail: string): BadMessage {
  return new BadMessage('It answered with something that is not HTTP.', { cause: new Error(detail) })
}

/** How the end of a body is found. Anything from 0 up is its length in bytes. */
export const CHUNKED = -1
export const UNTIL_CLOSE = -2

export type MessageHead = {
  status: number
  headers: AnswerHeaders
  /** Bytes, CHUNKED or UNTIL_CLOSE. */
  length: number
  /** Whether the connection may be used again when the message is over. */
  persistent: boolean
}

/**
 * One expression for the whole head, RFC 9112, 4 and 5. Lines that go on in the next one (5.2), a space before the colon
 * (5.1), a lone CR or LF and other control characters do not match: these are what readers disagree on.
 */
const HEAD =
  /^HTTP\/1\.[01] [1-9]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?(?:\r\n[!#$%&'*+\-.^_`|~\dA-Za-z]+:[\t\x20-\x7e\x80-\xff]*)*$/

const SPACE = 0x20
const TAB = 0x09

/** Has no prototype, so that a header called `constructor` or `__proto__` is a header like others. */
const Fields = function () {} as unknown as new () => Record<string, string | string[]>
Fields.prototype = Object.create(null)

/** `text` is the head in Latin-1, without the empty line that ends it. Throws BadMessage. */
export function readMessageHead(text: string): MessageHead {
  if (!HEAD.test(text)) throw notHttp(`The head is malformed: ${JSON.stringify(text.slice(0, 100))}`)
  const status = Number(text.slice(9, 12))
  const headers = readFields(text)
  const isFirstVersion = text.charCodeAt(7) === 0x30
  const length = bodyLength(status, headers, isFirstVersion)
  // Connections of HTTP/1.0 can be kept too, but nothing modern asks for that: RFC 9112, 9.3.
  const persistent = !isFirstVersion && length !== UNTIL_CLOSE && !saysClose(headers['connection'])
  return { status, headers, length, persistent }
}

/** RFC 9112, 6.3. Where it leaves a recipient the choice between guessing and an error, this is an error. */
function bodyLength(status: number, headers: AnswerHeaders, isFirstVersion: boolean): number {
  const { 'transfer-encoding': coding, 'content-length': length } = headers
  if (coding !== undefined && length !== undefined) throw notHttp('It has a length and a transfer encoding.')
  if (coding !== undefined && isFirstVersion) throw notHttp('HTTP/1.0 has no transfer encoding.')
  const stated = length === undefined ? UNTIL_CLOSE : readLength(length as string)
  if (status < 200 || status === 204 || status === 304) return 0
  if (coding === undefined) return stated
  if ((coding as string).toLowerCase() === 'chunked') return CHUNKED
  throw notHttp(`Its transfer encoding is "${String(coding)}".`)
}

function readLength(value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value)
  // The same length several times is allowed (RFC 9110, 8.6).
  const [first = '', ...others] = value.split(/[\t ]*,[\t ]*/)
  if (!/^\d{1,15}$/.test(first) || others.some((other) => other !== first)) throw notHttp(`Its length is "${value}".`)
  return Number(first)
}

function saysClose(connection: string | string[] | undefined): boolean {
  if (connection === undefined || connection === 'keep-alive') return false
  return /(?:^|[\t ,])close(?:$|[\t ,])/i.test(connection as string)
}

function readFields(text: string): AnswerHeaders {
  const fields = new Fields()
  let end = text.indexOf('\r\n')
  while (end !== -1) {
    const start = end + 2
    const colon = text.indexOf(':', start)
    end = text.indexOf('\r\n', colon)
    const name = text.slice(start, colon).toLowerCase()
    const value = trimmed(text, colon + 1, end === -1 ? text.length : end)
    const before = fields[name]
    if (before === undefined) fields[name] = name === 'set-cookie' ? [value] : value
    // A cookie may have a comma in it, so this header alone cannot be joined: RFC 9110, 5.3.
    else if (typeof before === 'string') fields[name] = `${before}, ${value}`
    else before.push(value)
  }
  return fields
}

function trimmed(text: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}
