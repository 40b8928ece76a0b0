import type { Log } from '@shop/subgraph/log'
import { timingSafeEqual } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { NO_FAULTS } from './faults.ts'
import type { SandboxFaults } from './faults.ts'
import { answerRequest, SILENT_TOKEN } from './intent.ts'
import type { SandboxFees, SandboxRequest } from './intent.ts'
import { IdempotencyError, openSandboxStore } from './store.ts'
import { startWebhookSender } from './webhook-sender.ts'
import type { Deliver } from './webhook-sender.ts'
import { intentToWire, requestBodies, toWire } from './wire.ts'

/** What a sandbox needs: its own database, the secrets it shares with the shop, and a way to deliver webhooks. */
export type SandboxOptions = {
  databaseUrl: string
  /** What the shop must send as `authorization: Bearer <key>`. */
  apiKey: string
  webhookSecret: string
  deliver: Deliver
  /** Where the customer of a payment is sent to when they must act. */
  redirectUrl(reference: string): string
  log: Log
  /** What captures cost the shop; STANDARD_FEES when left out. */
  fees?: SandboxFees
  /** For tests: a number from 0 to 1, whose sequence decides about faults. */
  random?: () => number
  poolSize?: number
}

/** A request to its HTTP API: a POST when there is a body. Names of headers are in lower case. */
export type SandboxCall = {
  path: string
  headers: Readonly<Record<string, string | undefined>>
  body: string | null
  signal: AbortSignal
}

/** The answer, in JSON. */
export type SandboxReply = { status: number; text: string }

/**
 * A running sandbox provider. `handle` is its HTTP API: behind a server, or called in the same process. In texts, because objects of
 * `fetch` cost more than all that the sandbox does with them.
 */
export type Sandbox = {
  handle(call: SandboxCall): Promise<SandboxReply>
  /** What goes wrong from now on. */
  setFaults(faults: Partial<SandboxFaults>): void
  stop(): Promise<void>
}

const PATH = /^\/v1\/payment_intents\/([\w-]{1,100})(?:\/([a-z_]{1,20}))?$/

/**
 * Starts a payment provider that moves no money, and otherwise behaves as one that is a company of its own: its own books, its own
 * HTTP API with idempotency keys, signed webhooks that come when they come.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { apiKey, webhookSecret, deliver, redirectUrl, log, random = Math.random, poolSize = 4 } = options
  const store = await openSandboxStore(options.databaseUrl, poolSize)
  const authorization = Buffer.from(`Bearer ${apiKey}`)
  let faults = NO_FAULTS
  const sender = startWebhookSender({ store, secret: webhookSecret, deliver, faults: () => faults, random, log })
  const stopping = new AbortController()

  async function answer(call: SandboxCall, reference: string, operation: string): Promise<SandboxReply> {
    const body = requestBodies[operation as keyof typeof requestBodies]
    const key = call.headers['idempotency-key']
    const given = readObject(call.body)
    const parsed = given && body?.safeParse({ ...given, operation })
    if (!key || !parsed?.success) return json(400, { error: parsed?.error?.message ?? 'no such request' })
    if (random() < faults.refuse) return json(500, { error: 'refused on purpose' })
    return answerParsed(key, reference, parsed.data, call.signal)
  }

  async function answerParsed(
    key: string,
    reference: string,
    request: SandboxRequest,
    signal: AbortSignal,
  ): Promise<SandboxReply> {
    const { answer, webhook } = await store.answerOnce(key, reference, request, (intent) =>
      answerRequest(intent, request, redirectUrl(reference), options.fees),
    )
    if (webhook) sender.add(webhook)
    if (faults.webhooksFirst) await sender.sendNow()
    if (faults.latencyMs > 0) await delay(faults.latencyMs)
    const isSilent = request.operation === 'authorize' && request.paymentMethod === SILENT_TOKEN
    if (isSilent || random() < faults.silence) await untilGone(AbortSignal.any([signal, stopping.signal]))
    if (random() < faults.forget) return json(500, { error: 'done, and forgotten on purpose' })
    return json(200, answer)
  }

  async function read(reference: string): Promise<SandboxReply> {
    const intent = await store.findIntent(reference)
    if (faults.latencyMs > 0) await delay(faults.latencyMs)
    if (!intent) return json(404, { error: 'there is no such payment' })
    return json(200, intentToWire(reference, intent))
  }

  return {
    async handle(call) {
      const given = Buffer.from(call.headers['authorization'] ?? '')
      if (given.length !== authorization.length || !timingSafeEqual(given, authorization)) {
        return json(401, { error: 'the API key is wrong' })
      }
      const [, reference, operation] = PATH.exec(call.path) ?? []
      if (reference === undefined) return json(404, { error: 'there is nothing here' })
      try {
        if (operation !== undefined) return await answer(call, reference, operation)
        return await read(reference)
      } catch (error) {
        if (error instanceof IdempotencyError) return json(409, { error: error.message })
        log.error({ err: error }, 'the sandbox provider failed')
        return json(500, { error: 'the sandbox provider failed' })
      }
    },
    setFaults(changed) {
      faults = { ...NO_FAULTS, ...changed }
    },
    async stop() {
      stopping.abort()
      await sender.stop()
      await store.stop()
    },
  }
}

/** Null for what is no JSON object: a request that does something has one, be it empty. */
function readObject(text: string | null): object | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function json(status: number, body: object): SandboxReply {
  return { status, text: toWire(body) }
}

/** Resolves when the caller has gone away, or the sandbox stops. */
function untilGone(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}
