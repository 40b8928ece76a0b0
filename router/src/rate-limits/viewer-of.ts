import { hash } from 'node:crypto'

/**
 * Who a token is about: issuer and subject, or the `id` that a program's own verifier gives. Of one length, however long they
 * are.
 */
export function viewerOf(claims: unknown): string | null {
  const { iss, sub, id } = (claims ?? {}) as { iss?: unknown; sub?: unknown; id?: unknown }
  const subject = sub ?? id
  if (typeof subject !== 'string' || subject === '') return null
  return hash('sha256', JSON.stringify([iss, subject]), 'base64url').slice(0, 22)
}
