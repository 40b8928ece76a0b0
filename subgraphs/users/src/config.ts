import { booleanSetting, integerSetting, readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'
import { z } from 'zod'
import { parseSigningKey } from './tokens/signing-key.ts'
import type { SigningKey } from './tokens/signing-key.ts'
import { checkEmail, normalizeEmail } from './user/user.ts'
import { deriveSecretKey } from './webhook/webhook-secret.ts'
import type { WebhookRules } from './webhook/webhook-url.ts'

/** Settings of users. Life times are in seconds. */
export type UsersConfig = {
  signingKey: SigningKey
  accessTokenSeconds: number
  sessionSeconds: number
  guestSeconds: number
  /** Whose account is given ADMIN at the start, normalized; null when nobody's. */
  adminEmail: string | null
  /** Key of 32 bytes that the secrets of webhooks are sealed with. */
  webhookSecretsKey: Uint8Array
  webhookRules: WebhookRules
  /** How long an endpoint may take to answer, in milliseconds. */
  webhookTimeoutMs: number
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
    WEBHOOK_SECRETS_KEY: z
      .string()
      .regex(/^[\w-]{43}$/, 'must be 32 bytes in base64url, as `npm run keys` prints it')
      .transform((text) => new Uint8Array(Buffer.from(text, 'base64url')))
      .optional(),
    WEBHOOK_ALLOW_PRIVATE: booleanSetting().default(false),
    WEBHOOK_ALLOW_HTTP: booleanSetting().default(false),
    WEBHOOK_PORTS: z
      .string()
      .regex(/^(any|\d{1,5}(,\d{1,5})*)$/, 'must be ports, separated by commas, or any')
      .default('443,8443')
      .transform((text) => (text === 'any' ? [] : text.split(',').map(Number))),
    WEBHOOK_TIMEOUT_MS: integerSetting(100, 60_000).default(10_000),
  })
  return {
    signingKey: settings.USERS_SIGNING_KEY,
    accessTokenSeconds: settings.ACCESS_TOKEN_SECONDS,
    sessionSeconds: settings.SESSION_SECONDS,
    guestSeconds: settings.GUEST_SECONDS,
    adminEmail: settings.USERS_ADMIN_EMAIL ?? null,
    webhookSecretsKey: settings.WEBHOOK_SECRETS_KEY ?? deriveSecretKey(settings.USERS_SIGNING_KEY.d),
    webhookRules: {
      allowPrivate: settings.WEBHOOK_ALLOW_PRIVATE,
      allowHttp: settings.WEBHOOK_ALLOW_HTTP,
      ports: settings.WEBHOOK_PORTS,
    },
    webhookTimeoutMs: settings.WEBHOOK_TIMEOUT_MS,
  }
}
