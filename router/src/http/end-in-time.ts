import type { ServerResponse } from 'node:http'

/**
 * Ends a response whose client may not read it: what the kernel has not taken is kept as long as some of it goes out
 * every `stallMs`, then the connection is cut. A promise, until that is over, where the kernel has not taken all at once.
 */
export function endInTime(
  response: ServerResponse,
  stallMs: number,
  body: string | Buffer = '',
  encoding: 'latin1' | 'utf8' = 'utf8',
): Promise<void> | null {
  const { socket } = response
  response.end(body, encoding)
  if (!socket || socket.writableLength === 0) return null
  // Nor is anything read meanwhile: what a client sends would count as a sign of life.
  socket.pause()
  // Node destroys a socket on which nothing moved for so long, as nobody listens to its `timeout`.
  socket.setTimeout(stallMs)
  // Before Node's own listener, which sets the time that a connection may be kept without use.
  response.prependOnceListener('finish', () => {
    socket.setTimeout(0)
    socket.resume()
  })
  return new Promise((resolve) => response.once('close', resolve))
}
