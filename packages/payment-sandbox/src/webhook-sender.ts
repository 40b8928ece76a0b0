import { startWorker } from '@shop/subgraph/worker'
import type { Log } from '@shop/subgraph/log'
import { setTimeout as delay } from 'node:timers/promises'
import type { SandboxFaults } from './faults.ts'
import { sign, SIGNATURE_HEADER } from './signature.ts'
import type { SandboxStore, SandboxWebhook } from './store.ts'

/** Hands a webhook to the shop: over HTTP, or to its handler in the same process. */
export type Deliver = (request: Request) => Promise<Response>

const BATCH = 50
const LEASE_MS = 30_000
/** How often it looks for what nobody told it of: webhooks that another process has left. */
const POLL_MS = 5_000
/** A webhook comes a moment after the answer, as a provider's does. What is due by then is sent together. */
const MOMENT_MS = 20
const LONGEST_PAUSE_MS = 60_000
const FIRST_PAUSE_MS = 250

/** Sends what is due until the shop answers 2xx; with each failure the pause doubles, up to a minute. */
export function startWebhookSender(options: {
  store: SandboxStore
  secret: string
  deliver: Deliver
  faults(): SandboxFaults
  random(): number
  log: Log
}): { wake(): void; sendDue(): Promise<number>; stop(): Promise<void> } {
  const { store, secret, deliver, faults, random, log } = options

  async function send({ id, body }: SandboxWebhook): Promise<void> {
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: sign(body, secret, new Date()) }
    const response = await deliver(new Request('http://shop.invalid/', { method: 'POST', headers, body }))
    await response.body?.cancel()
    if (!response.ok) throw new Error(`the shop answered the webhook ${id} with ${response.status}`)
  }

  async function sendWithFaults(webhook: SandboxWebhook): Promise<void> {
    const { delayMs, duplicate } = faults()
    if (delayMs > 0) await delay(random() * delayMs)
    await send(webhook)
    if (random() < duplicate) await send(webhook)
  }

  async function sendDue(): Promise<number> {
    const webhooks = await store.claimWebhooks(BATCH, LEASE_MS)
    if (webhooks.length === 0) return 0
    const results = await Promise.allSettled(webhooks.map(sendWithFaults))
    const failed = results.flatMap((result, index) => {
      const webhook = webhooks[index]
      if (result.status === 'fulfilled' || !webhook) return []
      log.warn({ err: result.reason as Error, webhookId: webhook.id }, 'a webhook was not taken; it is sent again')
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (webhook.attempts - 1))
      return [{ id: webhook.id, pauseMs }]
    })
    for (const { pauseMs } of failed) setTimeout(worker.wake, pauseMs).unref()
    const failedIds = new Set(failed.map(({ id }) => id))
    await store.settleWebhooks(
      webhooks.map(({ id }) => id).filter((id) => !failedIds.has(id)),
      failed,
    )
    // Fewer than that were all there were.
    return webhooks.length === BATCH ? BATCH : 0
  }

  const worker = startWorker({ name: 'sandbox webhooks', intervalMs: POLL_MS, run: sendDue, log })
  let isRung = false
  return {
    wake() {
      if (isRung) return
      isRung = true
      setTimeout(() => {
        isRung = false
        worker.wake()
      }, MOMENT_MS).unref()
    },
    sendDue,
    stop: worker.stop,
  }
}
