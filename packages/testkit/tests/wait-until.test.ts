import { waitUntil } from '@shop/testkit/wait-until'
import { expect, test } from 'vitest'

test('answers the first truthy value', async () => {
  let looks = 0
  expect(await waitUntil(() => (++looks === 3 ? 'there' : null), { intervalMs: 1 })).toBe('there')
})

test('says what it waited for, with the error of the last look as the cause', async () => {
  const waiting = waitUntil(() => Promise.reject(new Error('not yet')), {
    timeoutMs: 20,
    intervalMs: 5,
    what: 'the order',
  })
  await expect(waiting).rejects.toMatchObject({
    message: 'waited 20 ms in vain for the order',
    cause: { message: 'not yet' },
  })
})
