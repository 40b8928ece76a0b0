import { hash } from 'node:crypto'

/** SHA-256 of a document's text, as 64 hexadecimal digits: what clients name it by. */
export function documentHash(text: string): string {
  return hash('sha256', text, 'hex')
}

/** What can be such a hash. */
export const DOCUMENT_HASH = /^[\da-f]{64}$/
