/** One event of a stream; `id` is the last that was said. */
export type StreamEvent = { event: string; data: string; id: string }

/** In characters: what a subgraph may send without ending a line. */
const LONGEST_EVENT = 16_000_000

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation). What
 * is not ended by an empty line is no event.
 */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent, void, void> {
  const decoder = new TextDecoder()
  const take = createLineTaker()
  let rest = ''
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    // A carriage return at the end may be half of a line's end.
    const upTo = rest.endsWith('\r') ? rest.length - 1 : rest.length
    const lines = rest.slice(0, upTo).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '') + rest.slice(upTo)
    if (rest.length > LONGEST_EVENT) throw new Error('An event of the stream is too long.')
    for (const line of lines) {
      const event = take(line)
      if (event) yield event
    }
  }
  const last = rest.endsWith('\r') ? take(rest.slice(0, -1)) : null
  if (last) yield last
}

/** Gives the event that a line ends. */
function createLineTaker(): (line: string) => StreamEvent | null {
  let event = ''
  let data: string[] = []
  let id = ''
  return (line) => {
    if (line === '') {
      const ended = data.length > 0 || event !== '' ? { event: event || 'message', data: data.join('\n'), id } : null
      event = ''
      data = []
      return ended
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) id = value
    return null
  }
}
