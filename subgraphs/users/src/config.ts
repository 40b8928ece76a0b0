import { integerSetting, readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'
import { z } from 'zod'
import { parseSigningKey } from './tokens/signing-key.ts'
import type { SigningKey } from './tokens/signing-key.ts'
import { checkEmail, normalizeEmail } from './user/user.ts'

/** Settings of users. Life times are in seconds. */
export type UsersConfig = {
  signingKey: SigningKey
  accessTokenSeconds: number
  sessionSeconds: number
  guestSeconds: number
  /** Whose account is given ADMIN at the start, normalized; null when nobody's. */
  adminEmail: string | null
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
    USERS_ADMIN_EMAIL: z
      .string()
      .refine((text) => checkEmail(text, []) === null, 'must be an email address')
      .transform(normalizeEmail)
      .optional(),
  })
  return {
    signingKey: settings.USERS_SIGNING_KEY,
    accessTokenSeconds: settings.ACCESS_TOKEN_SECONDS,
    sessionSeconds: settings.SESSION_SECONDS,
    guestSeconds: settings.GUEST_SECONDS,
    adminEmail: settings.USERS_ADMIN_EMAIL ?? null,
  }
}
