/**
 * The code of an error for a header that may not be sent as it is, whatever the address: the name that Node gives it.
 */
export const BAD_HEADER = 'ERR_INVALID_CHAR'

const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** What says where the request ends and whose connection it is: we write these ourselves, or never. */
const OURS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** All fetches of one request send the same list, often one after the other. */
let lastList: readonly string[] | null = null
let lastText = ''

/**
 * The lines of headers, from names and values in turn; the list must not change any more. The policies have looked at them
 * already. Looked at again here, where a line break in a value would become a second request on the same connection. Throws an
 * error with the code BAD_HEADER.
 */
export function headerLines(list: readonly string[]): string {
  if (list === lastList) return lastText
  let text = ''
  for (let index = 0; index < list.length; index += 2) {
    const name = list[index] ?? ''
    const value = list[index + 1] ?? ''
    if (!NAME.test(name) || !VALUE.test(value) || OURS.has(name.toLowerCase())) throw badHeader(name)
    text += `${name}: ${value}\r\n`
  }
  lastList = list
  lastText = text
  return text
}

function badHeader(name: string): Error {
  return Object.assign(new Error(`The header ${JSON.stringify(name)} may not be sent.`), { code: BAD_HEADER })
}
