import type { IncomingMessage } from 'node:http'
import { RequestRefused } from '../errors.ts'

/** So much more than the limit is read and thrown away, so that an honest client gets to read the answer. */
const DISCARDED_LIMITS = 32

/** The JSON of a request's body. Refuses what is longer than `limit` bytes (413) and what is no JSON (400). */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<unknown> {
  const text = (await readBytes(request, limit)).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new RequestRefused(400, 'BAD_REQUEST', 'The body of the request is not JSON.')
  }
}

async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
    if (size > limit * DISCARDED_LIMITS) break
  }
  if (size <= limit) return Buffer.concat(chunks)
  // What is left of the body would be taken for the next request on this connection.
  throw new RequestRefused(413, 'PAYLOAD_TOO_LARGE', `The body of the request is longer than ${limit} bytes.`, {
    connection: 'close',
  })
}
