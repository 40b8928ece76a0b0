/** One HTTP/1.1 message: the first line with the headers, and the body. */
export type HttpMessage = { head: string; body: Buffer }

const HEAD_END = Buffer.from('\r\n\r\n')
const LINE_END = Buffer.from('\r\n')

/**
 * Cuts the bytes of a connection into messages. Load and stub subgraphs share one core, so they read and write HTTP on the
 * bare socket: it costs a third of what `node:http` does, and the core is then the router's limit much later.
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
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return cutChunked(bytes, head, start)
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
    const lineEnd = bytes.indexOf(LINE_END, at)
    if (lineEnd < 0) return { wanted: bytes.length + 1 }
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (Number.isNaN(size)) throw new Error('A chunk of a body has no size.')
    const next = lineEnd + 2 + size + 2
    if (bytes.length < next) return { wanted: next }
    if (size === 0) return { message: { head, body: Buffer.concat(chunks) }, end: next }
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
  }
}
