/** A final frame of text (RFC 6455, 5.2). What servers send is not masked. */
const FINAL_TEXT = 0x81
const MOST_IN_HEAD = 125
const MOST_IN_TWO_BYTES = 0xffff
const CLOSING_BRACE = 0x7d

/** An empty ping. */
export const PING_FRAME = Buffer.from([0x89, 0x00])

/** The answer to a ping: `data` is what that had, at most 125 bytes (RFC 6455, 5.5.3). */
export function pongFrame(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x8a, data.length]), data])
}

export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(headLength(length) + length)
  const at = writeHead(frame, length)
  frame.write(text, at)
  return frame
}

/**
 * The frame of a message that is `prefix`, a body that many messages have, and a closing brace. One copy of a short text is
 * cheaper than a write in three parts.
 */
export function frameAround(prefix: string, body: Buffer): Buffer {
  const length = Buffer.byteLength(prefix) + body.length + 1
  const frame = Buffer.allocUnsafe(headLength(length) + length)
  let at = writeHead(frame, length)
  at += frame.write(prefix, at)
  at += body.copy(frame, at)
  frame[at] = CLOSING_BRACE
  return frame
}

function headLength(length: number): number {
  if (length <= MOST_IN_HEAD) return 2
  return length <= MOST_IN_TWO_BYTES ? 4 : 10
}

function writeHead(frame: Buffer, length: number): number {
  frame[0] = FINAL_TEXT
  if (length <= MOST_IN_HEAD) {
    frame[1] = length
    return 2
  }
  if (length <= MOST_IN_TWO_BYTES) {
    frame[1] = 126
    return frame.writeUInt16BE(length, 2)
  }
  frame[1] = 127
  frame.writeUInt32BE(0, 2)
  return frame.writeUInt32BE(length, 6)
}
