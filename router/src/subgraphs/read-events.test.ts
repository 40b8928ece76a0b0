import { describe, expect, it } from 'vitest'
import { readEvents } from './read-events.ts'
import type { StreamEvent } from './read-events.ts'

/** Reads a text that comes in pieces of so many bytes. */
async function read(text: string, pieces = 1000): Promise<StreamEvent[]> {
  const bytes = Buffer.from(text)
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieces) yield bytes.subarray(at, at + pieces)
  }
  const events: StreamEvent[] = []
  for await (const event of readEvents(chunks())) events.push(event)
  return events
}

const STREAM =
  ': hello\n\nevent: next\nid: 1\ndata: {"a":\r\ndata:"ü"}\r\n\r\nretry: 5\n\nevent: complete\ndata\n\nevent: next\ndata: lost'

describe('a stream of events', () => {
  it.each([1, 2, 3, 7, 1000])('is read in pieces of %i bytes', async (pieces) => {
    expect(await read(STREAM, pieces)).toEqual([
      { event: 'next', id: '1', data: '{"a":\n"ü"}' },
      { event: 'complete', id: '1', data: '' },
    ])
  })

  it('may end its lines with a carriage return alone', async () => {
    expect(await read('event: next\rdata: a\r\rdata: b\r\r', 1)).toEqual([
      { event: 'next', id: '', data: 'a' },
      { event: 'message', id: '', data: 'b' },
    ])
  })

  it('keeps the id until another comes, but none with U+0000', async () => {
    const ids = (await read('id: 1\ndata: a\n\ndata: b\n\nid: \0\ndata: c\n\nid\ndata: d\n\n')).map(({ id }) => id)
    expect(ids).toEqual(['1', '1', '1', ''])
  })
})
