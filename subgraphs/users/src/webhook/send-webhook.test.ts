import { expect, it } from 'vitest'
import { sendWebhook } from './send-webhook.ts'

it('goes by what an address means, however it is written: also HTTPS is looked up and guarded', async () => {
  const outcome = await sendWebhook(
    { url: ' HTTPS://hooks.example.com/shop', headers: {}, body: '{}' },
    {
      rules: { allowPrivate: false, allowHttp: false, ports: [443] },
      timeoutMs: 10_000,
      signal: new AbortController().signal,
      lookup: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    },
  )
  expect(outcome).toMatchObject({
    responseStatus: null,
    error: 'hooks.example.com leads to an address that is not allowed.',
  })
})
