import { addressSetting, integerSetting, readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'

/** Payments' own settings. */
export type PaymentsConfig = {
  /** A provider's answer that has not come by then does not count. Milliseconds. */
  providerTimeoutMs: number
  /** So often is an authorization asked for before it is given up. */
  providerMaxAttempts: number
  /** The pause after the first request without an answer; it doubles. Milliseconds. */
  providerBackoffMs: number
  /** Requests to the provider that one process has under way at most. */
  providerConcurrency: number
  /** How often a worker looks for what nobody woke it for. Milliseconds. */
  providerPollMs: number
  /** The address that browsers reach this subgraph's pages by; empty for paths relative to the shop's own address. */
  publicUrl: string
}

/** Reads them from the environment. Throws SettingsError with every setting that is wrong. */
export function readConfig(environment: Environment): PaymentsConfig {
  const settings = readSettings(environment, {
    PROVIDER_TIMEOUT_MS: integerSetting(10, 60_000).default(2_000),
    PROVIDER_MAX_ATTEMPTS: integerSetting(1, 100).default(4),
    PROVIDER_BACKOFF_MS: integerSetting(1, 60_000).default(500),
    PROVIDER_CONCURRENCY: integerSetting(1, 100).default(16),
    PROVIDER_POLL_MS: integerSetting(10, 60_000).default(250),
    PAYMENTS_PUBLIC_URL: addressSetting(['http:', 'https:']).optional(),
  })
  return {
    providerTimeoutMs: settings.PROVIDER_TIMEOUT_MS,
    providerMaxAttempts: settings.PROVIDER_MAX_ATTEMPTS,
    providerBackoffMs: settings.PROVIDER_BACKOFF_MS,
    providerConcurrency: settings.PROVIDER_CONCURRENCY,
    providerPollMs: settings.PROVIDER_POLL_MS,
    publicUrl: (settings.PAYMENTS_PUBLIC_URL ?? '').replace(/\/+$/, ''),
  }
}
