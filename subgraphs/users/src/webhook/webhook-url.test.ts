import { expect, it } from 'vitest'
import { webhookUrlProblem } from './webhook-url.ts'

const STRICT = { allowPrivate: false, allowHttp: false, ports: [443, 8443] }
const AT_HOME = { allowPrivate: true, allowHttp: true, ports: [] }

it.each(['https://hooks.example.com/shop?x=1', 'https://hooks.example.com:8443/', 'https://8.8.8.8/'])(
  '%s may be told',
  (url) => expect(webhookUrlProblem(url, STRICT)).toBeNull(),
)

it.each([
  'http://hooks.example.com/',
  'ftp://hooks.example.com/',
  'file:///etc/passwd',
  'https://hooks.example.com:22/',
  'https://hooks.example.com:6379/',
  'https://user:secret@hooks.example.com/',
  'https://hooks.example.com/#part',
  'https://localhost/',
  'https://shop/',
  'https://orders.internal/',
  'https://printer.local./',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://127.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[fd00::1]/',
  `https://hooks.example.com/${'x'.repeat(2_000)}`,
  'hooks.example.com',
  '',
])('%s may not', (url) => expect(webhookUrlProblem(url, STRICT)).not.toBeNull())

it('a shop may be allowed to tell its own network', () => {
  expect(webhookUrlProblem('http://127.0.0.1:4000/', AT_HOME)).toBeNull()
  expect(webhookUrlProblem('http://localhost:4000/', AT_HOME)).toBeNull()
  expect(webhookUrlProblem('file:///etc/passwd', AT_HOME)).not.toBeNull()
})
