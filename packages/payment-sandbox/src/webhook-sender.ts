import { startWorker } from '@shop/subgraph/worker'
import type { Log } from '@shop/subgraph/log'
import { setTimeout as delay } from 'node:timers/promises'
import type { SandboxFaults } from './faults.ts'
import { sign, SIGNATURE_HEADER } from './signature.ts'
import type { SandboxStore, SandboxWebhook } from './store.ts'

/** Hands a webhook to the shop: over HTTP, or to its handler in the same process. Gives the HTTP status that it answers. */
export type Deliver = (body: string, headers: Readonly<Record<string, string>>) => Promise<number>

/** Sends webhooks side by side, signed, each until the shop takes it. */
export type WebhookSender = {
  /** Takes a webhook that was written as this sender's. */
  add(webhook: SandboxWebhook): void
  /** Sends at once what it has taken. */
  sendNow(): Promise<void>
  /** What it has taken and not sent, others may send from then on. */
  stop(): Promise<void>
}

const BATCH = 50
/** How often it looks for what nobody told it of: webhooks that another process has left. */
const POLL_MS = 5_000
/** A webhook comes a moment after the answer, as a provider's does. */
const MOMENT_MS = 20
/** Where many are paid it takes longer, as a provider's does then, and more are written down together. */
const REST_MS = 250
const LONGEST_PAUSE_MS = 60_000
const FIRST_PAUSE_MS = 250

/** Sends each webhook until the shop answers 2xx; with each failure the pause doubles, up to a minute. */
export function startWebhookSender(options: {
  store: SandboxStore
  secret: string
  deliver: Deliver
  faults(): SandboxFaults
  random(): number
  log: Log
}): WebhookSender {
  const { store, secret, deliver, faults, random, log } = options
  const taken: SandboxWebhook[] = []

  async function send({ id, body }: SandboxWebhook): Promise<void> {
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: sign(body, secret, new Date()) }
    const status = await deliver(body, headers)
    if (status < 200 || status > 299) throw new Error(`the shop answered the webhook ${id} with ${status}`)
  }

  async function sendWithFaults(webhook: SandboxWebhook): Promise<void> {
    const { delayMs, duplicate } = faults()
    if (delayMs > 0) await delay(random() * delayMs)
    await send(webhook)
    if (random() < duplicate) await send(webhook)
  }

  async function sendAll(webhooks: readonly SandboxWebhook[]): Promise<number> {
    if (webhooks.length === 0) return 0
    const results = await Promise.allSettled(webhooks.map(sendWithFaults))
    const failed = results.flatMap((result, index) => {
      const webhook = webhooks[index]
      if (result.status === 'fulfilled' || !webhook) return []
      log.warn({ err: result.reason as Error, webhookId: webhook.id }, 'a webhook was not taken; it is sent again')
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (webhook.attempts - 1))
      return [{ id: webhook.id, pauseMs }]
    })
    const failedIds = new Set(failed.map(({ id }) => id))
    await store.settleWebhooks(
      webhooks.map(({ id }) => id).filter((id) => !failedIds.has(id)),
      failed,
    )
    for (const { pauseMs } of failed) setTimeout(left.wake, pauseMs).unref()
    return webhooks.length
  }

  function takeBatch(): SandboxWebhook[] {
    return taken.splice(0, BATCH)
  }

  const own = startWorker({
    name: 'sandbox webhooks',
    intervalMs: POLL_MS,
    run: () => sendAll(takeBatch()),
    batch: BATCH,
    restMs: REST_MS,
    log,
  })
  const left = startWorker({
    name: 'sandbox webhooks that are left',
    intervalMs: POLL_MS,
    run: async () => sendAll(await store.claimWebhooks(BATCH)),
    batch: BATCH,
    log,
  })
  let isRung = false
  return {
    add(webhook) {
      taken.push(webhook)
      if (isRung) return
      isRung = true
      setTimeout(() => {
        isRung = false
        own.wake()
      }, MOMENT_MS).unref()
    },
    async sendNow() {
      while (taken.length > 0) await sendAll(takeBatch())
    },
    async stop() {
      await Promise.all([own.stop(), left.stop()])
      await store.settleWebhooks(
        [],
        taken.map(({ id }) => ({ id, pauseMs: 0 })),
      )
    },
  }
}
