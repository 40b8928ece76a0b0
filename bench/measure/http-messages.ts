/** One HTTP/1.1 message: the first line with the headers, and the body. */
export type HttpMessage = { head: string; body: Buffer }

const HEAD_END = Buffer.from('\r\n\r\n')
const LINE_END = Buffer.from('\r\n')
const CHUNKED = /\r\ntransfer-encoding: *chunked/i

/**
 * Cuts the bytes of a connection into messages. Load and stub subgraphs share cores with what is measured, so they read and write HTTP
 * on the bare socket: it costs a third of what `node:http` does, and is so much less of what is measured.
 * Understands bodies by length and in chunks; throws on what it cannot read.
 */
export function createMessageReader(onMessage: (message: HttpMessage) => void): (chunk: Buffer) => void {
  let pieces: Buffer[] = []
  let bytes = 0
  // How many bytes must be there before it is worth another look.
  let wanted = 0

  return (chunk) => {
    pieces.push(chunk)
    bytes += chunk.length
    if (bytes < wanted) return
    let rest = pieces.length === 1 ? chunk : Buffer.concat(pieces)
    for (;;) {
      const cut = cutMessage(rest)
      if ('wanted' in cut) {
        wanted = cut.wanted
        break
      }
      rest = rest.subarray(cut.end)
      onMessage(cut.message)
    }
    pieces = rest.length > 0 ? [rest] : []
    bytes = rest.length
  }
}

function cutMessage(bytes: Buffer): { message: HttpMessage; end: number } | { wanted: number } {
  const headEnd = bytes.indexOf(HEAD_END)
  if (headEnd < 0) return { wanted: bytes.length + 1 }
  const head = bytes.toString('latin1', 0, headEnd)
  const start = headEnd + HEAD_END.length
  const length = /\r\ncontent-length: *(?<length>\d+)/i.exec(head)?.groups?.['length']
  if (length !== undefined) {
    const end = start + Number(length)
    return bytes.length < end ? { wanted: end } : { message: { head, body: bytes.subarray(start, end) }, end }
  }
  if (CHUNKED.test(head)) return cutChunked(bytes, head, start)
  if (head.startsWith('HTTP')) throw new Error(`An answer has neither a length nor chunks:\n${head}`)
  return { message: { head, body: Buffer.alloc(0) }, end: start }
}

function cutChunked(
  bytes: Buffer,
  head: string,
  start: number,
): { message: HttpMessage; end: number } | { wanted: number } {
  const chunks: Buffer[] = []
  let at = start
  for (;;) {
    const cut = cutChunk(bytes, at)
    if ('wanted' in cut) return cut
    if (cut.chunk.length === 0) return { message: { head, body: Buffer.concat(chunks) }, end: cut.end }
    chunks.push(cut.chunk)
    at = cut.end
  }
}

/** The last one is empty. */
function cutChunk(bytes: Buffer, at: number): { chunk: Buffer; end: number } | { wanted: number } {
  const lineEnd = bytes.indexOf(LINE_END, at)
  if (lineEnd < 0) return { wanted: bytes.length + 1 }
  const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
  if (Number.isNaN(size)) throw new Error('A chunk of a body has no size.')
  const end = lineEnd + 2 + size + 2
  return bytes.length < end ? { wanted: end } : { chunk: bytes.subarray(lineEnd + 2, lineEnd + 2 + size), end }
}

/**
 * Gives the chunks of one answer's body as they come. Throws on an answer that has none, and at its end: who reads it is to let go of it
 * before.
 */
export function createChunkReader(onChunk: (chunk: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  let isInBody = false

  function enterBody(): boolean {
    const headEnd = rest.indexOf(HEAD_END)
    if (headEnd < 0) return false
    if (!CHUNKED.test(rest.toString('latin1', 0, headEnd)))
      throw new Error(`An answer is no stream:\n${rest.toString()}`)
    rest = rest.subarray(headEnd + HEAD_END.length)
    return true
  }

  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    isInBody ||= enterBody()
    if (!isInBody) return
    for (;;) {
      const cut = cutChunk(rest, 0)
      if ('wanted' in cut) return
      if (cut.chunk.length === 0) throw new Error('A stream ended.')
      rest = rest.subarray(cut.end)
      onChunk(cut.chunk)
    }
  }
}
