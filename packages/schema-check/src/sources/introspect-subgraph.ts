import { z } from 'zod'
import { CheckFailure } from '../check-failure.ts'

const QUERY = '{ _service { sdl } }'
const LONGEST_MS = 10_000
const answer = z.object({ data: z.object({ _service: z.object({ sdl: z.string().min(1) }) }) })

/**
 * Asks a running subgraph for its SDL, by the field that Apollo's subgraph specification gives it.
 *
 * @throws CheckFailure when it does not answer within ten seconds, or answers something else
 */
export async function introspectSubgraph(url: string, headers: Record<string, string>): Promise<string> {
  const failed = (why: string) => new CheckFailure(`${url} did not say its schema: ${why}`)
  let response: Response
  let body: unknown
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY }),
      signal: AbortSignal.timeout(LONGEST_MS),
    })
    body = await response.json()
  } catch (error) {
    const { message, cause } = error as Error
    throw failed(cause instanceof Error && cause.message ? cause.message : message)
  }
  const read = answer.safeParse(body)
  if (!read.success) throw failed(`HTTP ${response.status}, and no data._service.sdl in the answer`)
  return read.data.data._service.sdl
}
