import type { IncomingMessage } from 'node:http'

/** The body of a request as text. */
export function readRequest(request: IncomingMessage, onBody: (body: string) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => onBody((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString()))
}
