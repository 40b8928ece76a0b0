import { integerSetting, readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'
import { z } from 'zod'
import { parseSigningKey } from './tokens/signing-key.ts'
import type { SigningKey } from './tokens/signing-key.ts'

/** Settings of users. Life times are in seconds. */
export type UsersConfig = {
  signingKey: SigningKey
  accessTokenSeconds: number
  sessionSeconds: number
  guestSeconds: number
}

const DAY = 86_400

/** Reads the settings; every bad one is reported at once, by its name. */
export function readConfig(environment: Environment): UsersConfig {
  const settings = readSettings(environment, {
    USERS_SIGNING_KEY: z.string().transform((text, context) => {
      try {
        return parseSigningKey(text)
      } catch (error) {
        context.addIssue((error as Error).message)
        return z.NEVER
      }
    }),
    ACCESS_TOKEN_SECONDS: integerSetting(5, 3_600).default(900),
    SESSION_SECONDS: integerSetting(60, 400 * DAY).default(30 * DAY),
    GUEST_SECONDS: integerSetting(60, 400 * DAY).default(30 * DAY),
  })
  return {
    signingKey: settings.USERS_SIGNING_KEY,
    accessTokenSeconds: settings.ACCESS_TOKEN_SECONDS,
    sessionSeconds: settings.SESSION_SECONDS,
    guestSeconds: settings.GUEST_SECONDS,
  }
}
