import { waitUntil } from '@shop/testkit/wait-until'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'
import { failureCodeOf } from './failure-code.ts'
import { ProviderTimeoutError } from './provider.ts'
import type { PaymentProvider } from './provider.ts'
import { timeLimitMs, withTimeout } from './with-timeout.ts'

const succeed = async () => ({ outcome: 'succeeded' }) as const
const prompt: PaymentProvider = {
  authorize: succeed,
  capture: succeed,
  cancel: succeed,
  refund: succeed,
  find: async () => null,
  readWebhook: () => null,
}
const request = {
  idempotencyKey: 'k',
  paymentId: 'p',
  orderId: 'o',
  amount: 100n,
  currency: 'EUR',
  paymentMethod: 'pm_card_visa',
  reference: null,
  savedCustomer: null,
  attempt: 1,
  signal: new AbortController().signal,
}

it('a prompt answer passes', async () => {
  expect(await withTimeout(prompt, 1_000).cancel(request)).toEqual({ outcome: 'succeeded' })
})

it('an adapter that ignores its signal does not hold the caller', async () => {
  const deaf = withTimeout({ ...prompt, cancel: () => new Promise(() => undefined) }, 20)
  const error = await deaf.cancel(request).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ProviderTimeoutError)
  expect(failureCodeOf(error)).toBe('provider_timeout')
})

it('an adapter hears of the time-out and of the caller’s end', async () => {
  const heard: unknown[] = []
  const listening = withTimeout(
    {
      ...prompt,
      cancel: ({ signal }) => new Promise(() => signal.addEventListener('abort', () => heard.push(signal.reason))),
    },
    1_000,
  )
  const caller = new AbortController()
  const answer = listening.cancel({ ...request, signal: caller.signal })
  caller.abort(new Error('stopping'))
  await expect(answer).rejects.toThrow('stopping')
  expect(heard).toHaveLength(1)
  expect(failureCodeOf(heard[0])).toBe('provider_unavailable')
})

it('an answered request is forgotten while its caller, which lives as long as the process, goes on', async () => {
  const given: WeakRef<AbortSignal>[] = []
  const listening = withTimeout(
    {
      ...prompt,
      async cancel({ signal }) {
        given.push(new WeakRef(signal))
        return succeed()
      },
    },
    60_000,
  )
  const caller = new AbortController()
  for (let time = 0; time < 10; time += 1) await listening.cancel({ ...request, signal: caller.signal })
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  await waitUntil(() => {
    collectGarbage()
    return given.filter((signal) => signal.deref() !== undefined).length === 0
  })
  expect(caller.signal.aborted).toBe(false)
})

it('with each repetition an answer is waited for twice as long, up to eight times', () => {
  expect([1, 2, 3, 4, 5, 500].map((attempt) => timeLimitMs(100, attempt))).toEqual([100, 200, 400, 800, 800, 800])
})

it('pauses double, up to a minute', () => {
  expect([1, 2, 3, 4].map((attempts) => backoffMs(attempts, 500))).toEqual([500, 1_000, 2_000, 4_000])
  expect(backoffMs(60, 500)).toBe(60_000)
})
