import { z } from 'zod'

/** Of this connection, of the body, or the router's own business: no rule may touch them. */
const RESERVED = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^`|~\w-]+$/, 'not the name of a header')
  .transform((name) => name.toLowerCase())
  .refine((name) => !RESERVED.has(name), 'a header that no rule may touch')
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'not a value of a header')
const subgraphs = z.array(z.string().min(1)).min(1).optional()

const requestRule = z.union([
  z.strictObject({ pass: headerName, as: headerName.optional(), fallback: headerValue.optional(), subgraphs }),
  z.strictObject({ set: headerName, value: headerValue, subgraphs }),
  z.strictObject({ remove: headerName, subgraphs }),
])

const responseRule = z.strictObject({
  pass: headerName,
  as: headerName.optional(),
  merge: z.enum(['first', 'last', 'append']).optional(),
  subgraphs,
})

/**
 * Which headers pass between clients and subgraphs, besides those that always do. Rules are followed in their order.
 *
 * `request`: `{ pass, as, fallback }` passes a header of the client on, under another name if `as` is given, with a value
 * for clients that do not send it; `{ set, value }` sends a fixed one; `{ remove }` takes away what would be sent.
 * `response`: `{ pass, as, merge }` passes a header of subgraphs' answers to the client. When several have it, `first` and
 * `last` choose by the order in which they came (`last` is the default), `append` joins them; `set-cookie` is always appended.
 * `subgraphs` limits a rule to these.
 */
export const headerRules = z.strictObject({
  request: z.array(requestRule).default([]),
  response: z.array(responseRule).default([]),
})

export type HeaderRules = z.output<typeof headerRules>
export type RequestRule = HeaderRules['request'][number]
export type ResponseRule = HeaderRules['response'][number]

/** The rules as JSON text, for the environment. */
export const headerRulesText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue('not JSON')
      return z.NEVER
    }
  })
  .pipe(headerRules)
