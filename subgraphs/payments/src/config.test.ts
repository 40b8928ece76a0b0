import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('has defaults', () => {
  expect(readConfig({})).toMatchObject({ providerTimeoutMs: 2_000, providerMaxAttempts: 4, publicUrl: '' })
})

it('names every wrong setting', () => {
  const environment = { PROVIDER_TIMEOUT_MS: 'soon', PROVIDER_MAX_ATTEMPTS: '0', PAYMENTS_PUBLIC_URL: 'shop' }
  expect(() => readConfig(environment)).toThrow(/PROVIDER_TIMEOUT_MS[^]*PROVIDER_MAX_ATTEMPTS[^]*PAYMENTS_PUBLIC_URL/)
})

it('takes a public address with or without a slash at its end', () => {
  expect(readConfig({ PAYMENTS_PUBLIC_URL: 'https://pay.shop.test/' }).publicUrl).toBe('https://pay.shop.test')
})
