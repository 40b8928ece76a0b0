import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { JSONWebKeySet, JWK } from 'jose'

/** A private Ed25519 key as JWK (RFC 8037). */
export type SigningKey = JWK & { kty: 'OKP'; crv: 'Ed25519'; x: string; d: string }

/** Makes a private key, as the one-line JSON that the setting USERS_SIGNING_KEY takes. */
export async function generateSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  return JSON.stringify(await exportJWK(privateKey))
}

/** Reads a key that generateSigningKey made. Throws an Error that never repeats the text, for it is a secret. */
export function parseSigningKey(text: string): SigningKey {
  const wanted = 'it must be an Ed25519 private key as one-line JSON (JWK), as `npm run keys` prints it'
  let key: unknown
  try {
    key = JSON.parse(text)
  } catch {
    // Without the cause: JSON.parse quotes what it read.
    throw new Error(wanted)
  }
  const { kty, crv, x, d } = Object(key) as Record<string, unknown>
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || typeof d !== 'string') throw new Error(wanted)
  return { kty, crv, x, d }
}

/** The key's ID: its RFC 7638 thumbprint, so the same key has the same ID wherever it is used. */
export async function keyId(key: SigningKey): Promise<string> {
  return calculateJwkThumbprint(key)
}

/** What everybody may know of the key: the JWKS that verifiers read. */
export async function publicKeys(key: SigningKey): Promise<JSONWebKeySet> {
  const { kty, crv, x } = key
  return { keys: [{ kty, crv, x, kid: await keyId(key), alg: 'EdDSA', use: 'sig' }] }
}
