import type { SubgraphRoute } from '@shop/subgraph/subgraph'
import type { Services } from '../context.ts'
import { isSignedByEasyPost } from './easypost-signature.ts'
import { EasyPostEvent } from './easypost-tracker.ts'
import { storeWebhook } from './webhook-store.ts'

/** Where EasyPost posts its events. */
const EASYPOST_WEBHOOK_PATH = '/webhooks/easypost'

/** Far more than an event with a long history has. */
const MAXIMUM_WEBHOOK_BYTES = 262_144

/** The route of EasyPost's webhook. `onStored` is called when something is to take effect. */
export function easyPostRoute(
  services: Pick<Services, 'database' | 'clock' | 'log'>,
  secret: string,
  onStored: () => void,
): SubgraphRoute {
  return {
    path: EASYPOST_WEBHOOK_PATH,
    maxBodyBytes: MAXIMUM_WEBHOOK_BYTES,
    handle: (request) => receiveEasyPostWebhook(services, request, { secret, onStored }),
  }
}

/**
 * Takes what EasyPost posts: checks that it is EasyPost's, writes it down, and answers. What it says takes effect afterwards (take-webhooks.ts), so
 * that nothing of ours makes EasyPost wait, and what was answered with 200 is not lost. A repeated event is written down once.
 */
async function receiveEasyPostWebhook(
  { database, clock, log }: Pick<Services, 'database' | 'clock' | 'log'>,
  request: Request,
  { secret, onStored }: { secret: string; onStored(): void },
): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
  const body = new Uint8Array(await request.arrayBuffer())
  if (!isSignedByEasyPost(body, request.headers.get('x-hmac-signature'), secret)) {
    log.warn('a webhook that is not signed by EasyPost was refused')
    return new Response(null, { status: 401 })
  }
  const event = readEvent(body)
  // Signed, but nothing that we know: EasyPost would only send it again.
  if (!event) {
    log.warn('a webhook of EasyPost is no event')
    return new Response(null, { status: 200 })
  }
  await storeWebhook(database, { id: event.id, description: event.description, body: event.result }, clock.now())
  onStored()
  return new Response(null, { status: 200 })
}

function readEvent(body: Uint8Array): EasyPostEvent | null {
  try {
    return EasyPostEvent.parse(JSON.parse(Buffer.from(body).toString('utf8')))
  } catch {
    // Whatever is wrong with it, it is none.
    return null
  }
}
