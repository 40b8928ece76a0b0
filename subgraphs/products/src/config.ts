import { readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'
import { z } from 'zod'

/** Settings of products beyond those of every subgraph. */
export type ProductsConfig = {
  /** What the addresses of pictures begin with, without a slash at the end: a path of the endpoint, or a CDN's address. */
  pictureBaseUrl: string
}

/** Reads the settings. Throws a SettingsError with all that is wrong. */
export function readConfig(environment: Environment): ProductsConfig {
  const settings = readSettings(environment, {
    PICTURE_BASE_URL: z
      .string()
      .refine(isBaseUrl, 'must be an http address, or a path that begins with /')
      .default('/images'),
  })
  return { pictureBaseUrl: settings.PICTURE_BASE_URL.replace(/\/+$/, '') }
}

function isBaseUrl(text: string): boolean {
  return /^\/(?!\/)/.test(text) || ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')
}
