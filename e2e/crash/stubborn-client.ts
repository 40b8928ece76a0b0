import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, ShopClient } from '../shop/shop-client.ts'

/** What tells nothing of the request itself: it may or may not have taken effect. */
const LOST = new Set(['SUBGRAPH_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'])

/**
 * Sends a request until it is answered, as a good client does whose connection breaks: the same request, with the same
 * idempotency key. Throws for an answer that no repetition can change.
 */
export async function askUntilAnswered(
  client: ShopClient,
  query: string,
  variables: Record<string, unknown>,
  timeoutMs = 90_000,
): Promise<{ data: Answer['data']; tries: number; lastAskedAt: Date }> {
  const deadline = performance.now() + timeoutMs
  for (let tries = 1; ; tries += 1) {
    const lastAskedAt = new Date()
    const outcome = await client.ask(query, variables).catch((error: unknown) => ({ data: null, error }))
    if (!('error' in outcome)) {
      if (!outcome.errors) return { data: outcome.data, tries, lastAskedAt }
      const codes = outcome.errors.map(({ extensions }) => extensions.code)
      if (!codes.every((code) => LOST.has(code))) throw new Error(`refused: ${JSON.stringify(outcome)}`)
    }
    if (performance.now() > deadline) throw new Error(`no answer: ${JSON.stringify(outcome)}`, { cause: outcome })
    await delay(100)
  }
}
