import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.ts'
import { webhookUrlProblem, type WebhookRules } from './webhook-url.ts'

/** What became of a request. `error` is null when the endpoint took the message. */
export type WebhookOutcome = {
  durationMs: number
  responseStatus: number | null
  responseBody: string | null
  error: string | null
}

const NOTHING_SENT = { durationMs: 0, responseStatus: null, responseBody: null, error: null }

/** What became of a message that is not sent, and why. */
export function notSent(error: string): WebhookOutcome {
  return { ...NOTHING_SENT, error }
}

export type SendOptions = {
  rules: WebhookRules
  /** For all of it: the name, the connection, the answer. */
  timeoutMs: number
  signal: AbortSignal
  /** The resolver; the system's by default. */
  lookup?: LookupFunction
}

/** What is read of an answer, in bytes; the rest is left. */
const MOST_READ = 4_096
/** … and of that kept, in characters. */
const MOST_KEPT = 1_000
const USER_AGENT = 'commerce-supergraph-webhooks/1'

/**
 * Sends a message and tells what came of it; never rejects. A connection goes only where the rules allow: the address is
 * checked after the name was resolved, on the very answer that is connected to, so a name that changes its mind gets
 * nowhere. Redirects are not followed, and count as failures.
 */
export async function sendWebhook(
  message: { url: string; headers: Record<string, string>; body: string },
  options: SendOptions,
): Promise<WebhookOutcome> {
  const begun = performance.now()
  const outcome = (part: Partial<WebhookOutcome>): WebhookOutcome => ({
    ...NOTHING_SENT,
    durationMs: Math.round(performance.now() - begun),
    ...part,
  })
  // Again, and not only when the endpoint was made: the rules may have become stricter since.
  const problem = webhookUrlProblem(message.url, options.rules)
  if (problem) return outcome({ error: problem })
  try {
    const { status, body } = await exchange(message, options)
    const isTaken = status >= 200 && status < 300
    const why = status >= 300 && status < 400 ? 'Redirects are not followed.' : `The endpoint answered ${status}.`
    return outcome({ responseStatus: status, responseBody: body, error: isTaken ? null : why })
  } catch (error) {
    return outcome({ error: describe(error, options.timeoutMs) })
  }
}

async function exchange(
  { url, headers, body }: { url: string; headers: Record<string, string>; body: string },
  { rules, timeoutMs, signal, lookup }: SendOptions,
): Promise<{ status: number; body: string }> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  // As parsed: the text may say HTTPS.
  const send = new URL(url).protocol === 'https:' ? requestHttps : requestHttp
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': USER_AGENT,
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
      // A connection of its own: what is kept alive would go by the address of an earlier answer.
      agent: false,
      lookup: rules.allowPrivate ? lookup : guard(lookup ?? systemLookup),
      signal: ending,
    })
    request.once('response', resolve).once('error', reject)
    // An answer that is none, as 101 Switching Protocols, ends the connection, and is said by this alone.
    request.once('close', () => reject(new Error('The connection ended without an answer.')))
    request.end(body)
  })
  try {
    return { status: response.statusCode ?? 0, body: await readBeginning(response) }
  } finally {
    response.destroy()
  }
}

/** The beginning of the body. The status is known by then: a body that breaks off or never ends takes nothing from it. */
async function readBeginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= MOST_READ) break
    }
  } catch (error) {
    // It broke off: what came until then is what there is.
    if (!(error instanceof Error)) throw error
  }
  const text = Buffer.concat(chunks).toString('utf8').replaceAll('\0', '')
  return text.slice(0, MOST_KEPT)
}

/** A name with one address that must not be connected to is not connected to at all. */
class AddressRefused extends Error {
  override name = 'AddressRefused'
}

function guard(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : []
      if (error) return callback(error, [])
      if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new AddressRefused(`${hostname} leads to an address that is not allowed.`), [])
      }
      return options.all ? callback(null, addresses) : answerOne(addresses, callback)
    })
  }
}

function answerOne(addresses: readonly LookupAddress[], callback: Parameters<LookupFunction>[2]): void {
  const [first] = addresses
  callback(null, first?.address ?? '', first?.family)
}

function describe(error: unknown, timeoutMs: number): string {
  if (error instanceof AddressRefused) return error.message
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `No answer within ${timeoutMs} ms.`
  // Of several addresses each has its own error.
  if (error instanceof AggregateError) return describe(error.errors[0], timeoutMs)
  const code = 'code' in error ? `${String(error.code)}: ` : ''
  return `${code}${error.message}`.slice(0, 300)
}
