import { PING, webhookEvents } from '@shop/users-subgraph/webhook/webhook-events'
import { newWebhookSecret, signWebhook } from '@shop/users-subgraph/webhook/webhook-secret'
import { expect, it } from 'vitest'
import { codeBlocks, readPage, section, tableRows } from './documents.ts'

type Verify = (message: { headers: Record<string, string>; body: string; secret: string }) => unknown

const page = readPage('docs/webhooks.md')

it('docs/webhooks.md tells of every type of event, and of no other', () => {
  const told = tableRows(section(page, '## What comes')).map(([type, when]) => [type, when])
  const offered = webhookEvents.map(({ name, description }) => [name, description])
  expect(told).toEqual([...offered, [PING, 'Somebody tries the endpoint.']])
})

it('the code of docs/webhooks.md verifies what the shop signs, and refuses the rest', async () => {
  const code = codeBlocks(page).find(({ language }) => language === 'js')?.code ?? ''
  const { verifyWebhook } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    verifyWebhook: Verify
  }
  const [secret, older] = [newWebhookSecret(), newWebhookSecret()]
  const body = '{"type":"order.placed"}'
  const sign = (now: Date) => signWebhook({ messageId: 'one', payload: body, secrets: [secret, older] }, now)
  const headers = sign(new Date())
  for (const either of [secret, older]) {
    expect(verifyWebhook({ headers, body, secret: either })).toEqual({ type: 'order.placed' })
  }
  expect(() => verifyWebhook({ headers, body, secret: newWebhookSecret() })).toThrow('not signed')
  expect(() => verifyWebhook({ headers, body: `${body} `, secret })).toThrow('not signed')
  expect(() => verifyWebhook({ headers: { ...headers, 'webhook-id': 'two' }, body, secret })).toThrow('not signed')
  expect(() => verifyWebhook({ headers: sign(new Date(Date.now() - 600_000)), body, secret })).toThrow('too old')
})
