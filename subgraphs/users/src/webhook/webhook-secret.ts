import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE_LENGTH = 12
const TAG_LENGTH = 16

/** Seals and opens secrets with a key that is not in the database. Each is bound to its endpoint, and to no other. */
export type SecretBox = {
  seal(secret: string, endpointId: string): Uint8Array<ArrayBuffer>
  /** Null when it was sealed with another key, for another endpoint, or was changed since. */
  open(sealed: Uint8Array, endpointId: string): string | null
}

/** A box for a key of 32 bytes. */
export function createSecretBox(key: Uint8Array): SecretBox {
  return {
    seal(secret, endpointId) {
      const nonce = randomBytes(NONCE_LENGTH)
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(endpointId))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), text]))
    },
    open(sealed, endpointId) {
      const nonce = sealed.subarray(0, NONCE_LENGTH)
      const tag = sealed.subarray(NONCE_LENGTH, NONCE_LENGTH + TAG_LENGTH)
      const text = sealed.subarray(NONCE_LENGTH + TAG_LENGTH)
      try {
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH })
        decipher.setAAD(Buffer.from(endpointId)).setAuthTag(tag)
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
      } catch {
        // The tag is wrong: for this Node has no code, only words.
        return null
      }
    },
  }
}

/** The key for a shop that sets none: it follows from the private key that signs tokens. */
export function deriveSecretKey(signingKey: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', Buffer.from(signingKey, 'base64url'), '', 'webhook secrets', 32))
}

/** A new secret of 256 bits, in the form of Standard Webhooks. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/**
 * The headers that a receiver verifies, after Standard Webhooks (https://www.standardwebhooks.com): one signature for each
 * secret that is in use, over id, time and body. The time is that of the attempt, so that an old message is refused.
 */
export function signWebhook(
  { messageId, payload, secrets }: { messageId: string; payload: string; secrets: readonly string[] },
  now: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${messageId}.${timestamp}.${payload}`).digest('base64')}`
  })
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
