import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { clientGone, codeOf, RequestRefused } from '../errors.ts'

/** So much more than the limit is read and thrown away, so that an honest client gets to read the answer. */
const DISCARDED_LIMITS = 32

const unpackers = new Map<string, (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
])
const READABLE = 'gzip, deflate, br, zstd'

/**
 * The JSON of a request's body, unpacked. Refuses what is longer than `limit` bytes, before or after unpacking (413), what
 * is packed in ways that we do not know (415), and what is no JSON (400).
 */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<unknown> {
  const encoding = request.headers['content-encoding']
  const sent = await readBytes(request, limit)
  const bytes = encoding === undefined || encoding === 'identity' ? sent : await unpack(sent, encoding, limit)
  // A decoder would replace what is wrong and go on, with a text that nobody sent.
  if (!isUtf8(bytes)) throw notJson()
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    // Nesting that runs out of stack is a RangeError; it is as little a request as other garbage.
    if (error instanceof SyntaxError || error instanceof RangeError) throw notJson()
    throw error
  }
}

/** The bytes of a request's body as they came. Refuses more than `limit` of them (413). */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // It says so once, and not to those who listen later.
    if (request.destroyed) return reject(clientGone())
    let chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      chunks = []
      if (size <= limit * DISCARDED_LIMITS) return
      request.pause()
      reject(tooLong(limit))
    })
    request.on('end', () => {
      if (size > limit) reject(tooLong(limit))
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
    })
    request.on('error', reject)
  })
}

async function unpack(packed: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const unpacker = unpackers.get(encoding.trim().toLowerCase())
  if (!unpacker) {
    const message = `The body of the request is packed as nobody here can read it; these are known: ${READABLE}.`
    throw new RequestRefused(415, 'UNSUPPORTED_MEDIA_TYPE', message, { 'accept-encoding': READABLE })
  }
  try {
    // It stops there: a few bytes that would become gigabytes never do.
    return await unpacker(packed, { maxOutputLength: limit })
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLong(limit)
    throw new RequestRefused(400, 'BAD_REQUEST', 'The body of the request cannot be unpacked.')
  }
}

function tooLong(limit: number): RequestRefused {
  // What is left of the body would be taken for the next request on this connection.
  return new RequestRefused(413, 'PAYLOAD_TOO_LARGE', `The body of the request is longer than ${limit} bytes.`, {
    connection: 'close',
  })
}

function notJson(): RequestRefused {
  return new RequestRefused(400, 'BAD_REQUEST', 'The body of the request is not JSON.')
}
