import { expect } from 'vitest'
import type { Answer } from '../shop/shop-client.ts'

/** An answer with all that a client gets to see of it. */
export type Response = Answer & { status: number; text: string }

/** Words that only the inside of the shop knows. */
const INSIDE = [
  /stack ?trace/i,
  /node_modules/,
  /\.ts:\d+/,
  /\n? +at [\w.<>]+ \(/,
  /prisma/i,
  /postgres/i,
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.+\b(FROM|VALUES|SET|WHERE)\b/,
  /violates|constraint|ECONN/i,
]

/** Sends a body as it is, and reads an answer that is JSON and shows nothing of the inside. */
export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  const text = await response.text()
  for (const word of INSIDE) expect(text).not.toMatch(word)
  return { ...(JSON.parse(text) as Answer), status: response.status, text }
}
