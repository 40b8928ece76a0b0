import { z } from 'zod'

/** Both sides of a token's signature have different keys: a published key must never serve to make one. */
const ASYMMETRIC = [
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
] as const
const DEFAULT_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'RS256', 'PS256'] as const

/** Without spaces around: for lists that are separated by commas. */
const httpUrl = z.url({ protocol: /^https?$/ })
const name = z.string().min(1)

/**
 * Whose tokens are accepted. A token is checked by the issuer that its `iss` names, and by those here that name none.
 * `headerName` and `prefix` say where the token is, `authorization` and `Bearer` by default; an empty prefix means that
 * the header is the token and nothing else.
 */
export const tokenIssuer = z.strictObject({
  jwksUrl: httpUrl,
  issuer: name.optional(),
  audience: z.union([name, z.array(name).min(1)]).optional(),
  algorithms: z
    .array(z.enum(ASYMMETRIC))
    .min(1)
    .default([...DEFAULT_ALGORITHMS]),
  clockToleranceSeconds: z.number().int().min(0).max(600).optional(),
  headerName: z
    .string()
    .regex(/^[!#$%&'*+.^`|~\w-]+$/, 'not the name of a header')
    .transform((text) => text.toLowerCase())
    .default('authorization'),
  prefix: z
    .string()
    .regex(/^[\w-]*$/, 'not the name of a scheme')
    .default('Bearer'),
})

export type TokenIssuer = z.input<typeof tokenIssuer>
export type ReadTokenIssuer = z.output<typeof tokenIssuer>

/** Issuers as text: a JSON list of objects as above, or URLs of key sets, separated by commas. */
export const tokenIssuersText = z
  .string()
  .transform((text, context): unknown => {
    if (!text.trimStart().startsWith('[')) {
      return text.split(',').map((url) => ({ jwksUrl: url.trim() }))
    }
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue('not JSON')
      return z.NEVER
    }
  })
  .pipe(z.array(tokenIssuer).min(1))
