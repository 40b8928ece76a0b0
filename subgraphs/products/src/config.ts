import { isCurrencyCode } from '@shop/subgraph/currency'
import { readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'
import { z } from 'zod'

/** Settings of products beyond those of every subgraph. */
export type ProductsConfig = {
  /** ISO 4217: every price is in it. Chosen before the first product; prices that are there keep theirs. */
  shopCurrency: string
  /** What the addresses of pictures begin with, without a slash at the end: a path of the endpoint, or a CDN's address. */
  pictureBaseUrl: string
}

/** Reads the settings. Throws a SettingsError with all that is wrong. */
export function readConfig(environment: Environment): ProductsConfig {
  const settings = readSettings(environment, {
    SHOP_CURRENCY: z.string().refine(isCurrencyCode, 'must be an ISO 4217 code, such as EUR').default('EUR'),
    PICTURE_BASE_URL: z
      .string()
      .refine(isBaseUrl, 'must be an http address, or a path that begins with /')
      .default('/images'),
  })
  return { shopCurrency: settings.SHOP_CURRENCY, pictureBaseUrl: settings.PICTURE_BASE_URL.replace(/\/+$/, '') }
}

function isBaseUrl(text: string): boolean {
  return /^\/(?!\/)/.test(text) || ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')
}
