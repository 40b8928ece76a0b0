import { isUtf8 } from 'node:buffer'
import type { ProcessContext } from '../context.ts'
import { WebhookRefused } from '../provider/provider.ts'

/** Path of the provider's webhooks. */
export const WEBHOOK_PATH = '/webhooks/payments'
/** Stripe's events are a few kilobytes; nothing that is longer is read. */
export const WEBHOOK_MAX_BYTES = 262_144

type WebhookContext = Pick<ProcessContext, 'provider' | 'recordWebhook' | 'log' | 'wakeChecks'>

/** Answers a webhook: 400 for what is not the provider's, 200 when it is written down. Anything else it sends again. */
export async function takeWebhook(context: WebhookContext, request: Request): Promise<Response> {
  if (request.method !== 'POST') return answer(405, { allow: 'POST' })
  const bytes = new Uint8Array(await request.arrayBuffer())
  return answer(await takeWebhookBytes(context, bytes, request.headers))
}

/** takeWebhook for bytes that were read. Gives the HTTP status. */
export async function takeWebhookBytes(
  { provider, recordWebhook, log, wakeChecks }: WebhookContext,
  bytes: Uint8Array,
  headers: Headers,
): Promise<number> {
  try {
    const notice = provider.readWebhook(textOf(bytes), headers)
    if (notice && (await recordWebhook(notice))) wakeChecks()
    return 200
  } catch (error) {
    if (!(error instanceof WebhookRefused)) throw error
    log.warn({ reason: error.message }, 'a webhook was refused')
    return 400
  }
}

/** The signature is over the bytes: what is no text is not the provider's. */
function textOf(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new WebhookRefused('the body is no text')
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
