import { createHash, randomBytes } from 'node:crypto'

/** A text that nobody can guess: 256 random bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a secret. Plain SHA-256 is enough: there are too many secrets to try, unlike passwords. */
export function hashSecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest())
}
