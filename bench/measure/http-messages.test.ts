import { describe, expect, it } from 'vitest'
import { createChunkReader, createMessageReader } from './http-messages.ts'

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

describe('the chunk reader', () => {
  it.each([1, 7, 50, 1000])(
    'gives chunks that arrive in pieces of %i bytes, and says when there are no more',
    (pieceLength) => {
      const chunks: string[] = []
      const feed = createChunkReader((chunk) => chunks.push(chunk.toString()))
      const bytes = Buffer.from(inChunks)
      const readAll = () => {
        for (let at = 0; at < bytes.length; at += pieceLength) feed(bytes.subarray(at, at + pieceLength))
      }
      expect(readAll).toThrow('A stream ended')
      expect(chunks).toEqual(['abc', '0123456789'])
    },
  )

  it('refuses an answer that is no stream, and repeats what it says', () => {
    const feed = createChunkReader(() => undefined)
    expect(() => feed(Buffer.from(byLength))).toThrow('hällo')
  })
})
