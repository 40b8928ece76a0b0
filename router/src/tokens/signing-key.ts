import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'

/** The router's own key, and what everybody may know of it. */
export type SigningKey = { privateKey: KeyObject; id: string; jwks: { keys: JsonWebKey[] } }

/**
 * Reads a private Ed25519 key: PKCS #8 in PEM, or a JWK as one line of JSON, as `npm run keys` prints it. Throws an Error
 * that never repeats the text, for it is a secret.
 */
export function readSigningKey(text: string): SigningKey {
  const privateKey = parseKey(text.trim())
  if (privateKey?.asymmetricKeyType !== 'ed25519') {
    throw new Error('it must be a private Ed25519 key, as PKCS #8 in PEM or as a JWK in one line')
  }
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' })
  // Its thumbprint (RFC 7638), so that all routers with the same key publish it under the same name.
  const id = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  return { privateKey, id, jwks: { keys: [{ kty, crv, x, kid: id, alg: 'EdDSA', use: 'sig' }] } }
}

function parseKey(text: string): KeyObject | null {
  try {
    if (!text.startsWith('{')) return createPrivateKey(text.replaceAll(String.raw`\n`, '\n'))
    return createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: 'jwk' })
  } catch {
    // The reasons quote the text.
    return null
  }
}
