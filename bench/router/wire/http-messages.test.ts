import { describe, expect, it } from 'vitest'
import { createMessageReader } from './http-messages.ts'

function read(text: string, pieceLength: number): { head: string; body: string }[] {
  const messages: { head: string; body: string }[] = []
  const feed = createMessageReader(({ head, body }) => messages.push({ head, body: body.toString() }))
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieceLength) feed(bytes.subarray(at, at + pieceLength))
  return messages
}

const byLength = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhällo'.replace('5', '6')
const inChunks = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n'
const withoutBody = 'GET /health HTTP/1.1\r\nhost: here\r\n\r\n'

describe('the message reader', () => {
  it.each([1, 7, 50, 1000])('cuts messages that arrive in pieces of %i bytes', (pieceLength) => {
    const bodies = read(byLength + inChunks + withoutBody + byLength, pieceLength).map(({ body }) => body)
    expect(bodies).toEqual(['hällo', 'abc0123456789', '', 'hällo'])
  })

  it('refuses an answer whose end it cannot know', () => {
    expect(() => read('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc', 100)).toThrow('neither a length nor chunks')
  })
})
