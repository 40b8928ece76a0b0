import { isCountryCode } from '@shop/subgraph/contact-formats'
import { z } from 'zod'
import { addressSetting, choiceSetting, integerSetting, readSettings, type Environment } from '@shop/subgraph/settings'
import { isTimeZone } from './statistics/shop-day.ts'

/** The settings of this subgraph, besides those that every subgraph has. */
export type OrdersConfig = {
  /** An order that is PENDING for longer is cancelled (EXPIRED). */
  pendingTimeoutSeconds: number
  /** Staff must look at a confirmed order without a parcel, and at money that does not come back, after this time. */
  attentionSeconds: number
  /** Staff must look at an order whose parcels are on their way for longer. */
  deliveryAttentionSeconds: number
  /** Time between two reports of the sandbox carrier about a parcel. */
  carrierStepMs: number
  /** Where the days of the statistics begin at midnight, as the IANA names it. */
  timeZone: string
  /** How often the timers look for orders that wait too long. */
  timerIntervalMs: number
  /** Where a cart goes that does not say where: ISO 3166-1 alpha-2. */
  homeCountry: string
  /** How long a cart in checkout has its units held. */
  checkoutHoldSeconds: number
  /** Staff make the parcels of new orders; otherwise they are planned by themselves. */
  manualFulfillment: boolean
  /** How EasyPost is asked, and how its webhooks are signed; null when the sandbox carrier brings the parcels. */
  easyPost: { url: string; apiKey: string; webhookSecret: string; timeoutMs: number } | null
}

const DAY = 86_400

export function readConfig(environment: Environment): OrdersConfig {
  const settings = readSettings(
    environment,
    {
      ORDER_PENDING_TIMEOUT_SECONDS: integerSetting(1, 30 * DAY).default(900),
      ORDER_ATTENTION_SECONDS: integerSetting(1, 90 * DAY).default(3_600),
      ORDER_DELIVERY_ATTENTION_SECONDS: integerSetting(1, 365 * DAY).default(14 * DAY),
      ORDER_TIMER_INTERVAL_MS: integerSetting(10, 600_000).default(5_000),
      ORDER_MANUAL_FULFILLMENT: z.stringbool().default(false),
      SHOP_HOME_COUNTRY: z.string().refine(isCountryCode, 'must be the code of a country in capitals').default('NL'),
      CHECKOUT_HOLD_SECONDS: integerSetting(1, DAY).default(600),
      STATISTICS_TIME_ZONE: z
        .string()
        .refine(isTimeZone, 'must be a time zone, such as Europe/Amsterdam')
        .default('UTC'),
      CARRIER: choiceSetting(['sandbox', 'easypost']).default('sandbox'),
      EASYPOST_API_KEY: z.string().optional(),
      EASYPOST_WEBHOOK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
      EASYPOST_URL: addressSetting(['http:', 'https:']).default('https://api.easypost.com'),
      EASYPOST_TIMEOUT_MS: integerSetting(100, 60_000).default(10_000),
      CARRIER_STEP_MS: integerSetting(1, DAY * 1_000).default(10_000),
    },
    ({
      ORDER_ATTENTION_SECONDS,
      ORDER_DELIVERY_ATTENTION_SECONDS,
      CARRIER,
      EASYPOST_API_KEY,
      EASYPOST_WEBHOOK_SECRET,
    }) => [
      ...(ORDER_DELIVERY_ATTENTION_SECONDS < ORDER_ATTENTION_SECONDS
        ? ['ORDER_DELIVERY_ATTENTION_SECONDS must not be less than ORDER_ATTENTION_SECONDS']
        : []),
      ...(CARRIER === 'easypost' && !EASYPOST_API_KEY ? ['EASYPOST_API_KEY is missing'] : []),
      ...(CARRIER === 'easypost' && !EASYPOST_WEBHOOK_SECRET ? ['EASYPOST_WEBHOOK_SECRET is missing'] : []),
    ],
  )
  return {
    pendingTimeoutSeconds: settings.ORDER_PENDING_TIMEOUT_SECONDS,
    attentionSeconds: settings.ORDER_ATTENTION_SECONDS,
    deliveryAttentionSeconds: settings.ORDER_DELIVERY_ATTENTION_SECONDS,
    timeZone: settings.STATISTICS_TIME_ZONE,
    carrierStepMs: settings.CARRIER_STEP_MS,
    timerIntervalMs: settings.ORDER_TIMER_INTERVAL_MS,
    homeCountry: settings.SHOP_HOME_COUNTRY,
    checkoutHoldSeconds: settings.CHECKOUT_HOLD_SECONDS,
    manualFulfillment: settings.ORDER_MANUAL_FULFILLMENT,
    easyPost: readEasyPost(settings),
  }
}

function readEasyPost(settings: {
  CARRIER: 'sandbox' | 'easypost'
  EASYPOST_URL: string
  EASYPOST_API_KEY?: string | undefined
  EASYPOST_WEBHOOK_SECRET?: string | undefined
  EASYPOST_TIMEOUT_MS: number
}): OrdersConfig['easyPost'] {
  const { CARRIER, EASYPOST_URL, EASYPOST_API_KEY, EASYPOST_WEBHOOK_SECRET, EASYPOST_TIMEOUT_MS } = settings
  if (CARRIER === 'sandbox' || !EASYPOST_API_KEY || !EASYPOST_WEBHOOK_SECRET) return null
  const secrets = { apiKey: EASYPOST_API_KEY, webhookSecret: EASYPOST_WEBHOOK_SECRET }
  return { url: EASYPOST_URL.replace(/\/+$/, ''), timeoutMs: EASYPOST_TIMEOUT_MS, ...secrets }
}
