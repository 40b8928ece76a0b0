import { createLog } from '@shop/subgraph/log'
import { addressSetting, integerSetting, readSettings } from '@shop/subgraph/settings'
import { z } from 'zod'
import { serveSandbox } from './serve.ts'

// The sandbox provider as a process of its own; README.md has its settings.
const settings = readSettings(process.env, {
  HOST: z.string().default('127.0.0.1'),
  PORT: integerSetting(0, 65_535).default(4010),
  SANDBOX_DATABASE_URL: addressSetting(['postgres:', 'postgresql:']),
  PAYMENT_SANDBOX_KEY: z.string(),
  PAYMENT_SANDBOX_WEBHOOK_SECRET: z.string(),
  SANDBOX_WEBHOOK_URL: addressSetting(['http:', 'https:']),
  SANDBOX_PAGE_URL: addressSetting(['http:', 'https:']),
})
const log = createLog({ name: 'payment sandbox' })
const server = await serveSandbox({
  host: settings.HOST,
  port: settings.PORT,
  databaseUrl: settings.SANDBOX_DATABASE_URL,
  apiKey: settings.PAYMENT_SANDBOX_KEY,
  webhookSecret: settings.PAYMENT_SANDBOX_WEBHOOK_SECRET,
  webhookUrl: settings.SANDBOX_WEBHOOK_URL,
  redirectUrl: (reference) => `${settings.SANDBOX_PAGE_URL.replace(/\/+$/, '')}/${encodeURIComponent(reference)}`,
  log,
})
log.info({ url: server.url }, 'listening')
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.stop())
