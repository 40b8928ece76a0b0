import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('has defaults', () => {
  expect(readConfig({})).toMatchObject({ providerTimeoutMs: 2_000, publicUrl: '' })
})

it('names every wrong setting', () => {
  const environment = { PROVIDER_TIMEOUT_MS: 'soon', PROVIDER_CONCURRENCY: '0', PAYMENTS_PUBLIC_URL: 'shop' }
  expect(() => readConfig(environment)).toThrow(/PROVIDER_TIMEOUT_MS[^]*PROVIDER_CONCURRENCY[^]*PAYMENTS_PUBLIC_URL/)
})

it('takes a public address with or without a slash at its end', () => {
  expect(readConfig({ PAYMENTS_PUBLIC_URL: 'https://pay.shop.test/' }).publicUrl).toBe('https://pay.shop.test')
})

it('takes the money through the sandbox, or through Stripe with all that it needs', () => {
  expect(readConfig({}).provider).toEqual({
    name: 'sandbox',
    elsewhere: null,
    fees: { basisPoints: 290, fixed: 30 },
  })
  const stripe = {
    PAYMENT_PROVIDER: 'stripe',
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_WEBHOOK_SECRET: 'whsec_new,whsec_old',
    STRIPE_RETURN_URL: 'https://shop.test/paid',
  }
  expect(readConfig(stripe).provider).toMatchObject({
    name: 'stripe',
    stripe: { secretKey: 'sk_test_1', webhookSecrets: ['whsec_new', 'whsec_old'], apiUrl: null },
  })
})

it('does not start with half a provider, or with settings of the other one, and repeats no secret', () => {
  const half = {
    PAYMENT_PROVIDER: 'stripe',
    STRIPE_SECRET_KEY: 'sk_live_secret',
    PAYMENT_SANDBOX_URL: 'http://box.test',
  }
  const read = (environment: Record<string, string>) => () => readConfig(environment)
  expect(read(half)).toThrow(
    /STRIPE_WEBHOOK_SECRET is missing[^]*STRIPE_RETURN_URL is missing[^]*PAYMENT_SANDBOX_URL is set/,
  )
  expect(read({ STRIPE_SECRET_KEY: 'sk_live_secret' })).toThrow(
    'STRIPE_SECRET_KEY is set, but PAYMENT_PROVIDER is sandbox',
  )
  expect(read({ PAYMENT_SANDBOX_URL: 'http://box.test' })).toThrow(/PAYMENT_SANDBOX_KEY is missing/)
  expect(read(half)).not.toThrow(/sk_live_secret/)
  expect(read({ STRIPE_WEBHOOK_SECRET: 'secret of nobody' })).not.toThrow(/of nobody/)
})
