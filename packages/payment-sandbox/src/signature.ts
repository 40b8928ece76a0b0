import { createHmac, timingSafeEqual } from 'node:crypto'

/** The header that carries a webhook's signature: `t=<seconds>,v1=<hex>`, as Stripe's does. */
export const SIGNATURE_HEADER = 'sandbox-signature'

/** A webhook older (or younger) than this is not taken: whoever recorded it may be sending it again. */
const TOLERANCE_SECONDS = 300

/** Signs the bytes of a webhook together with the moment it is sent at. */
export function sign(body: string, secret: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1_000)
  return `t=${seconds},v1=${digest(seconds, body, secret)}`
}

/** Whether the header is the sender's for these bytes, and of now. */
export function isSigned(body: string, header: string | null, secret: string, now: Date): boolean {
  const [, seconds, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? []
  if (seconds === undefined || signature === undefined) return false
  if (Math.abs(now.getTime() / 1_000 - Number(seconds)) > TOLERANCE_SECONDS) return false
  return timingSafeEqual(Buffer.from(signature), Buffer.from(digest(Number(seconds), body, secret)))
}

function digest(seconds: number, body: string, secret: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
}
