import { isDeepStrictEqual } from 'node:util'

export type Ask = { url: string; headers: Record<string, string> }

/** Nobody who is measured takes so long. */
const PATIENCE_MS = 30_000
const START_WITHIN_MS = 60_000

/** The answer as text; throws unless it is a success. */
export async function ask({ url, headers }: Ask, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${text.slice(0, 1000)}`)
  return text
}

/** Asks for what a router answers by itself, until it does. */
export async function waitUntilAnswered(router: Ask, isAlive: () => boolean): Promise<void> {
  const until = Date.now() + START_WITHIN_MS
  for (;;) {
    try {
      await ask(router, '{"query":"{__typename}"}')
      return
    } catch (error) {
      // Not listening yet, or not ready: it says so itself when it never will be.
      if (!isAlive() || Date.now() > until) throw new Error(`${router.url} does not answer.`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** Throws unless an answer has the right data, in whatever order the fields of its objects stand, and no errors. */
export function checkSameData(who: string, answer: string, expected: string): void {
  const { data, errors } = JSON.parse(answer) as { data?: unknown; errors?: unknown }
  if (errors === undefined && isDeepStrictEqual(data, (JSON.parse(expected) as { data: unknown }).data)) return
  throw new Error(`${who} answers something else:\n${answer.slice(0, 1500)}\nand not\n${expected.slice(0, 1500)}`)
}
