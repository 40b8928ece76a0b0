import { BadMessage, CHUNKED, UNTIL_CLOSE, notHttp, readMessageHead } from './message-head.ts'
import { LONGEST_BODY } from './read-answer.ts'
import type { AnswerHeaders } from './subgraph-fetch.ts'

/** Hears the parts of an answer as they come. */
export type MessageListener = {
  onHead(status: number, headers: AnswerHeaders): void
  /** Once for each piece of the body; the bytes belong to the listener. */
  onBody(bytes: Buffer): void
  /** `reusable`: another message may follow on this connection. */
  onComplete(reusable: boolean): void
}

/** Of a head with the interim ones before it, and of all trailers. */
const LONGEST_HEAD = 64 << 10
/** Of the line before a chunk: eight digits, and extensions that nobody uses. */
const LONGEST_LINE = 4 << 10
const END_OF_HEAD = '\r\n\r\n'
const END_OF_LINE = '\r\n'
const START = 'HTTP/1.'
const CHUNK_SIZE = /^([\dA-Fa-f]{1,8})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/
const TRAILER = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/

type Part = 'head' | 'length' | 'until close' | 'chunk size' | 'chunk' | 'chunk end' | 'trailers'

/**
 * Reads answers of HTTP/1.1 (RFC 9112) one after the other, however the bytes are cut into pieces. It is strict: what two
 * readers might understand differently is an error, because on a connection that is used again the rest of one answer would
 * be taken for the next one, which is for somebody else.
 */
export class MessageReader {
  private readonly listener: MessageListener
  private part: Part = 'head'
  /** What has come of a head or line that is not complete. */
  private held = ''
  /** Bytes of heads or trailers of this message. */
  private spent = 0
  /** Bytes of the body or chunk that are still to come. */
  private remaining = 0
  private received = 0
  private persistent = false
  private at = 0

  constructor(listener: MessageListener) {
    this.listener = listener
  }

  /** Throws BadMessage. After an error nothing more may be read. */
  read(bytes: Buffer): void {
    this.at = 0
    // Each turn takes bytes, or finds that a part has not come completely.
    while (this.at < bytes.length) {
      if (this.part === 'head') this.readHead(bytes)
      else if (this.part === 'length' || this.part === 'chunk' || this.part === 'until close') this.readBody(bytes)
      else this.readLine(bytes)
    }
  }

  /** The connection was closed. False when the message was not complete. */
  close(): boolean {
    if (this.part !== 'until close') return false
    this.complete(false)
    return true
  }

  private readHead(bytes: Buffer): void {
    const text = this.take(bytes, END_OF_HEAD, LONGEST_HEAD - this.spent)
    if (text === null) return
    const { status, headers, length, persistent } = readMessageHead(text)
    if (status < 200) {
      // Nothing that we send asks for another protocol. All others announce an answer that follows: RFC 9110, 15.2.
      if (status === 101) throw notHttp('It switches to another protocol.')
      this.spent += text.length + END_OF_HEAD.length
      return
    }
    this.persistent = persistent
    this.received = 0
    this.spent = 0
    if (length === UNTIL_CLOSE) this.part = 'until close'
    else if (length === CHUNKED) this.part = 'chunk size'
    else this.expect('length', length)
    this.listener.onHead(status, headers)
    if (length === 0) this.complete(this.at === bytes.length)
  }

  private readBody(bytes: Buffer): void {
    const isBounded = this.part !== 'until close'
    const end = isBounded ? Math.min(bytes.length, this.at + this.remaining) : bytes.length
    const piece = this.at === 0 && end === bytes.length ? bytes : bytes.subarray(this.at, end)
    this.at = end
    if (isBounded) this.remaining -= piece.length
    else this.count(piece.length)
    this.listener.onBody(piece)
    if (!isBounded || this.remaining > 0) return
    if (this.part === 'chunk') this.part = 'chunk end'
    else this.complete(this.at === bytes.length)
  }

  /** The lines around chunks: RFC 9112, 7.1. */
  private readLine(bytes: Buffer): void {
    const limit = this.part === 'chunk end' ? 0 : this.part === 'trailers' ? LONGEST_HEAD - this.spent : LONGEST_LINE
    const line = this.take(bytes, END_OF_LINE, limit)
    if (line === null) return
    if (this.part === 'chunk end') this.part = 'chunk size'
    else if (this.part === 'chunk size') {
      const digits = CHUNK_SIZE.exec(line)?.[1]
      if (digits === undefined) throw notHttp('The size of a chunk is malformed.')
      const size = Number.parseInt(digits, 16)
      if (size === 0) this.part = 'trailers'
      else this.expect('chunk', size)
    } else if (line === '') this.complete(this.at === bytes.length)
    else if (TRAILER.test(line)) this.spent += line.length + END_OF_LINE.length
    else throw notHttp('A trailer is malformed.')
  }

  private expect(part: Part, size: number): void {
    this.count(size)
    this.part = part
    this.remaining = size
  }

  private count(size: number): void {
    this.received += size
    if (this.received > LONGEST_BODY) throw new BadMessage(`Its answer is longer than ${LONGEST_BODY} bytes.`)
  }

  /**
   * What follows an answer that nobody has asked for must not be taken for the answer to the next question (RFC 9112, 6.3):
   * with bytes left the connection is not used again.
   */
  private complete(isAll: boolean): void {
    const reusable = this.persistent && isAll
    this.part = 'head'
    this.spent = 0
    // Stops the reading: the listener may have begun the next exchange by the time that it returns.
    this.at = Number.MAX_SAFE_INTEGER
    this.listener.onComplete(reusable)
  }

  /** The text before the terminator, which is passed over; null while the terminator has not come. */
  private take(bytes: Buffer, terminator: string, limit: number): string | null {
    const start = this.at
    if (this.held === '') {
      const end = bytes.indexOf(terminator, start, 'latin1')
      if (end !== -1 && end - start <= limit) {
        this.at = end + terminator.length
        return bytes.toString('latin1', start, end)
      }
    }
    const { held } = this
    const wanted = limit + terminator.length - held.length
    const text = held + bytes.toString('latin1', start, Math.min(bytes.length, start + wanted))
    // It may have begun in the bytes before.
    const end = text.indexOf(terminator, Math.max(0, held.length - terminator.length + 1))
    if (end === -1) {
      if (text.length === limit + terminator.length) throw notHttp(`A part is longer than ${limit} bytes.`)
      this.check(text, held.length)
      this.held = text
      this.at = bytes.length
      return null
    }
    this.held = ''
    this.at = start + end + terminator.length - held.length
    return text.slice(0, end)
  }

  /** Without it, something that is not HTTP would be waited for until the deadline. */
  private check(text: string, from: number): void {
    const isStart = this.part !== 'head' || START.startsWith(text.slice(0, START.length))
    if (!isStart) throw notHttp('It does not speak HTTP/1.')
    for (let at = text.indexOf('\n', from); at !== -1; at = text.indexOf('\n', at + 1)) {
      if (text[at - 1] !== '\r') throw notHttp('A line ends without a carriage return.')
    }
  }
}
