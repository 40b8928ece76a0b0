import { createHmac, timingSafeEqual } from 'node:crypto'

const PREFIX = 'hmac-sha256-hex='

/** What EasyPost writes into `X-Hmac-Signature` for a body: HMAC-SHA256 of its bytes with the webhook's secret, normalized as Unicode has it (NFKD). */
export function signEasyPostBody(body: Uint8Array, secret: string): string {
  const key = Buffer.from(secret.normalize('NFKD'), 'utf8')
  return PREFIX + createHmac('sha256', key).update(body).digest('hex')
}

/** Whether a body is EasyPost's. Takes as long for a signature that is nearly right as for any other of its length. */
export function isSignedByEasyPost(body: Uint8Array, signature: string | null, secret: string): boolean {
  const expected = Buffer.from(signEasyPostBody(body, secret))
  const given = Buffer.from(signature ?? '')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
