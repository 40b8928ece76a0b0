import { ProviderTimeoutError } from './provider.ts'

/** The failure code of a request that nobody answered. */
export function failureCodeOf(error: unknown): 'provider_timeout' | 'provider_unavailable' {
  return error instanceof ProviderTimeoutError ? 'provider_timeout' : 'provider_unavailable'
}
