import type { SandboxFees } from '@shop/payment-sandbox/intent'
import { addressSetting, choiceSetting, integerSetting, readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'
import { z } from 'zod'

/** A sandbox provider that runs elsewhere. */
export type SandboxSettings = { url: string; apiKey: string; webhookSecret: string }

export type StripeSettings = {
  secretKey: string
  /** Of the webhook's endpoint; two while one is being replaced. */
  webhookSecrets: string[]
  /** Where Stripe sends customers back to whom it sent to their bank. */
  returnUrl: string
  /** Another address than Stripe's own; null for that. */
  apiUrl: URL | null
}

/** Payments' own settings. */
export type PaymentsConfig = {
  /** Who takes the money. */
  provider:
    | { name: 'sandbox'; elsewhere: SandboxSettings | null; fees: SandboxFees }
    | { name: 'stripe'; stripe: StripeSettings }
  /** When money is captured: at once when the order is confirmed, or with each parcel that leaves. */
  capture: 'confirmation' | 'shipment'
  /** So long a declined payment may be replaced by another before its order is given up. Milliseconds. */
  retryWindowMs: number
  /** So long after an answer the provider's books are compared with ours. Milliseconds. */
  reconcileAfterMs: number
  /** So long an answer of the provider is waited for at first; with each time that it is asked again twice as long. Milliseconds. */
  providerTimeoutMs: number
  /** The pause after the first request without an answer; it doubles. Milliseconds. */
  providerBackoffMs: number
  /** Requests to the provider that one process has under way at most. */
  providerConcurrency: number
  /** How often a worker looks for what nobody woke it for. Milliseconds. */
  providerPollMs: number
  /** The address that browsers reach this subgraph's pages by; empty for paths relative to the shop's own address. */
  publicUrl: string
}

type ProviderSettings = {
  PAYMENT_PROVIDER: 'sandbox' | 'stripe'
  PAYMENT_SANDBOX_FEE_BASIS_POINTS: number
  PAYMENT_SANDBOX_FEE_FIXED: number
} & {
  [Name in (typeof SANDBOX_SETTINGS)[number] | (typeof STRIPE_REQUIRED)[number] | 'STRIPE_API_URL']?: string | undefined
}

const SANDBOX_SETTINGS = ['PAYMENT_SANDBOX_URL', 'PAYMENT_SANDBOX_KEY', 'PAYMENT_SANDBOX_WEBHOOK_SECRET'] as const
const STRIPE_REQUIRED = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_RETURN_URL'] as const

/** Reads them from the environment. Throws SettingsError with every setting that is wrong. */
export function readConfig(environment: Environment): PaymentsConfig {
  const settings = readSettings(
    environment,
    {
      PAYMENT_PROVIDER: choiceSetting(['sandbox', 'stripe']).default('sandbox'),
      PAYMENT_SANDBOX_URL: addressSetting(['http:', 'https:']).optional(),
      PAYMENT_SANDBOX_KEY: z.string().optional(),
      PAYMENT_SANDBOX_WEBHOOK_SECRET: z.string().optional(),
      PAYMENT_SANDBOX_FEE_BASIS_POINTS: integerSetting(0, 10_000).default(290),
      PAYMENT_SANDBOX_FEE_FIXED: integerSetting(0, 100_000).default(30),
      STRIPE_SECRET_KEY: z
        .string()
        .regex(/^(sk|rk)_/, 'must be a secret or restricted key of Stripe')
        .optional(),
      STRIPE_WEBHOOK_SECRET: z
        .string()
        .regex(/^whsec_[^,\s]+(,whsec_[^,\s]+)?$/, 'must be one or two signing secrets, separated by a comma')
        .optional(),
      STRIPE_RETURN_URL: addressSetting(['http:', 'https:']).optional(),
      STRIPE_API_URL: addressSetting(['http:', 'https:']).optional(),
      PAYMENT_CAPTURE: choiceSetting(['confirmation', 'shipment']).default('confirmation'),
      PAYMENT_RETRY_WINDOW_MS: integerSetting(0, 604_800_000).default(0),
      PAYMENT_RECONCILE_AFTER_MS: integerSetting(100, 86_400_000).default(900_000),
      PROVIDER_TIMEOUT_MS: integerSetting(10, 60_000).default(2_000),
      PROVIDER_BACKOFF_MS: integerSetting(1, 60_000).default(500),
      PROVIDER_CONCURRENCY: integerSetting(1, 100).default(16),
      PROVIDER_POLL_MS: integerSetting(10, 60_000).default(1_000),
      PAYMENTS_PUBLIC_URL: addressSetting(['http:', 'https:']).optional(),
    },
    check,
  )
  return {
    provider: providerOf(settings),
    capture: settings.PAYMENT_CAPTURE,
    retryWindowMs: settings.PAYMENT_RETRY_WINDOW_MS,
    reconcileAfterMs: settings.PAYMENT_RECONCILE_AFTER_MS,
    providerTimeoutMs: settings.PROVIDER_TIMEOUT_MS,
    providerBackoffMs: settings.PROVIDER_BACKOFF_MS,
    providerConcurrency: settings.PROVIDER_CONCURRENCY,
    providerPollMs: settings.PROVIDER_POLL_MS,
    publicUrl: (settings.PAYMENTS_PUBLIC_URL ?? '').replace(/\/+$/, ''),
  }
}

/** Half a provider would be found out by the first customer; a setting of the other one is a mistake about who takes the money. */
function check(settings: ProviderSettings): string[] {
  const isStripe = settings.PAYMENT_PROVIDER === 'stripe'
  const missing = isStripe
    ? STRIPE_REQUIRED
    : SANDBOX_SETTINGS.some((name) => settings[name] !== undefined)
      ? SANDBOX_SETTINGS
      : []
  const foreign = isStripe ? SANDBOX_SETTINGS : ([...STRIPE_REQUIRED, 'STRIPE_API_URL'] as const)
  return [
    ...missing.filter((name) => settings[name] === undefined).map((name) => `${name} is missing`),
    ...foreign
      .filter((name) => settings[name] !== undefined)
      .map((name) => `${name} is set, but PAYMENT_PROVIDER is ${settings.PAYMENT_PROVIDER}`),
  ]
}

function providerOf(settings: ProviderSettings): PaymentsConfig['provider'] {
  const { PAYMENT_SANDBOX_URL: url, STRIPE_API_URL: apiUrl } = settings
  if (settings.PAYMENT_PROVIDER === 'stripe') {
    return {
      name: 'stripe',
      stripe: {
        secretKey: settings.STRIPE_SECRET_KEY ?? '',
        returnUrl: settings.STRIPE_RETURN_URL ?? '',
        webhookSecrets: (settings.STRIPE_WEBHOOK_SECRET ?? '').split(','),
        apiUrl: apiUrl === undefined ? null : new URL(apiUrl),
      },
    }
  }
  const { PAYMENT_SANDBOX_KEY: apiKey = '', PAYMENT_SANDBOX_WEBHOOK_SECRET: webhookSecret = '' } = settings
  const fees = { basisPoints: settings.PAYMENT_SANDBOX_FEE_BASIS_POINTS, fixed: settings.PAYMENT_SANDBOX_FEE_FIXED }
  return { name: 'sandbox', elsewhere: url === undefined ? null : { url, apiKey, webhookSecret }, fees }
}
