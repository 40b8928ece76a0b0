import type { IncomingMessage } from 'node:http'
import { codedError } from './errors.ts'

/** The body of a request as text; see readBodyBytes. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return (await readBodyBytes(request, maxBytes)).toString('utf8')
}

/** Whether the client went away before all of its request was here: nobody waits for an answer, and nothing is wrong with the server. */
export function hasLeft(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete
}

/**
 * The body of a request as it came. Throws PAYLOAD_TOO_LARGE as soon as it is known to be longer than `maxBytes`; what is
 * still on the way is not read, so the connection must be closed after the answer.
 */
export async function readBodyBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => codedError('PAYLOAD_TOO_LARGE', `The request is larger than ${maxBytes} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length <= maxBytes) return
      request.pause()
      request.removeAllListeners('data')
      reject(tooLarge())
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
    // A client that leaves in the middle gives neither end nor error.
    request.on('close', () => {
      if (!request.complete) reject(codedError('BAD_REQUEST', 'The request ended early.'))
    })
  })
}
