import type { SandboxFees } from '@shop/payment-sandbox/intent'
import { startSandbox } from '@shop/payment-sandbox/service'
import type { Deliver } from '@shop/payment-sandbox/webhook-sender'
import type { Clock } from '@shop/subgraph/clock'
import type { Log } from '@shop/subgraph/log'
import { randomBytes } from 'node:crypto'
import type { SandboxSettings } from '../config.ts'
import type { PaymentProvider } from './provider.ts'
import { createSandboxProvider, sendOverHttp } from './sandbox-provider.ts'

export type OpenProvider = { provider: PaymentProvider; stop(): Promise<void> }

export type SandboxSurroundings = {
  databaseUrl: string
  redirectUrl(paymentId: string): string
  /** Takes its webhooks, when it runs in this process; gives the HTTP status. Objects of `fetch` would cost more than all the rest. */
  takeWebhook(bytes: Uint8Array, headers: Headers): Promise<number>
  clock: Clock
  log: Log
}

/**
 * The sandbox provider: the one at the address of the settings, or one of our own in this process, with these fees. That has its books in our
 * database, where processes of payments share them, and is reached by calls that are its HTTP API without the sockets.
 */
export async function openSandbox(
  { elsewhere: settings, fees }: { elsewhere: SandboxSettings | null; fees: SandboxFees },
  { databaseUrl, redirectUrl, takeWebhook, clock, log }: SandboxSurroundings,
): Promise<OpenProvider> {
  if (settings) {
    return {
      provider: createSandboxProvider({ ...settings, clock, send: sendOverHttp(settings.url) }),
      stop: async () => {},
    }
  }
  const secrets = { apiKey: randomBytes(24).toString('hex'), webhookSecret: randomBytes(24).toString('hex') }
  const deliver: Deliver = (body, headers) => takeWebhook(Buffer.from(body), new Headers(headers))
  const sandbox = await startSandbox({ ...secrets, databaseUrl, deliver, redirectUrl, fees, log })
  return { provider: createSandboxProvider({ ...secrets, clock, send: sandbox.handle }), stop: sandbox.stop }
}
