import { createLog } from '@shop/subgraph/log'
import { addressSetting, integerSetting, readSettings } from '@shop/subgraph/settings'
import { z } from 'zod'
import { STANDARD_FEES } from './intent.ts'
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
  SANDBOX_FEE_BASIS_POINTS: integerSetting(0, 10_000).default(STANDARD_FEES.basisPoints),
  SANDBOX_FEE_FIXED: integerSetting(0, 100_000).default(STANDARD_FEES.fixed),
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
  fees: { basisPoints: settings.SANDBOX_FEE_BASIS_POINTS, fixed: settings.SANDBOX_FEE_FIXED },
  log,
})
log.info({ url: server.url }, 'listening')
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.stop())
