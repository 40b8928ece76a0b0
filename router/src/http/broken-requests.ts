import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { codeOf } from '../errors.ts'
import type { RouterErrorCode } from '../errors.ts'

type Refusal = { status: number; code: RouterErrorCode; message: string }

/** Answers what is not HTTP, or is too long or too slow for it, in the same form as all else; then hangs up. */
export function answerBrokenRequest(error: Error, socket: Duplex): void {
  // Whoever broke off reads nothing any more; and an answer on its way must not get another one in its middle.
  if (!socket.writable || codeOf(error) === 'ECONNRESET' || hasBegun(socket)) return void socket.destroy()
  const { status, code, message } = refusalOf(codeOf(error))
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] })
  socket.write(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      'connection: close',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
  // When that is written: whoever never hangs up in turn would keep the socket for good.
  ;(socket as Socket).destroySoon()
}

function refusalOf(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, code: 'HEADERS_TOO_LARGE', message: 'The headers of the request are too long.' }
  }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return { status: 413, code: 'PAYLOAD_TOO_LARGE', message: 'The chunk extensions of the request are too long.' }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, code: 'REQUEST_TIMEOUT', message: 'The request did not arrive in time.' }
  }
  return { status: 400, code: 'BAD_REQUEST', message: 'The request is not HTTP.' }
}

/** Node keeps the answer that a connection is at, and looks there itself before it answers. */
function hasBegun(socket: Duplex & { _httpMessage?: { headersSent?: boolean } }): boolean {
  return socket._httpMessage?.headersSent === true
}
