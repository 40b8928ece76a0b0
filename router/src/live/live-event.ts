/** What an event says besides its data; it becomes the `extensions` of the result that the client gets. */
export type EventExtensions = Record<string, unknown> & {
  /** Behind which a client goes on that comes back. */
  cursor?: string
  /** Something before this event was missed, and cannot be had any more. */
  gap?: true
  /** Older states of the same thing were left out, because the client was slow. */
  conflated?: true
}

/**
 * One result on its way to clients. It is written once, whoever gets it: all who share a subscription are sent the same bytes.
 */
export class LiveEvent {
  readonly cursor: string | undefined
  /** Events of one subscription that have the same are states of one thing, of which the newest will do. */
  readonly conflationKey: string | null
  /** As the message of an operation with this id. Clients that count theirs have the same ids, and get the same bytes. */
  frame: { id: string; bytes: Buffer } | null = null
  private readonly start: string
  private readonly extensions: EventExtensions
  private written: Buffer | null = null
  private writtenConflated: Buffer | null = null
  private writtenServerSent: Buffer | null = null

  /** `start` is the JSON of the result without its extensions and its closing brace. */
  constructor(start: string, extensions: EventExtensions = {}, conflationKey: string | null = null) {
    this.start = start
    this.extensions = extensions
    this.cursor = extensions.cursor
    this.conflationKey = conflationKey
  }

  /** The result as the text of a JSON object. */
  get body(): Buffer {
    this.written ??= Buffer.from(this.start + closing(this.extensions))
    return this.written
  }

  /** As a server-sent event, with the cursor as its id: browsers bring it back by themselves. */
  get serverSent(): Buffer {
    this.writtenServerSent ??= serverSent(this.body, this.cursor)
    return this.writtenServerSent
  }

  get conflatedServerSent(): Buffer {
    return serverSent(this.conflatedBody, this.cursor)
  }

  /** The same for a client for which older states were left out. */
  get conflatedBody(): Buffer {
    this.writtenConflated ??= Buffer.from(this.start + closing({ ...this.extensions, conflated: true }))
    return this.writtenConflated
  }
}

/** What can be an id: anything but the ends of lines, and U+0000, after which browsers ignore it. */
const POSSIBLE_ID = /^[^\0\r\n]+$/

function serverSent(body: Buffer, cursor: string | undefined): Buffer {
  const id = cursor !== undefined && POSSIBLE_ID.test(cursor) ? `id: ${cursor}\n` : ''
  return Buffer.concat([Buffer.from(`event: next\n${id}data: `), body, Buffer.from('\n\n')])
}

function closing(extensions: EventExtensions): string {
  for (const _ in extensions) return `,"extensions":${JSON.stringify(extensions)}}`
  return '}'
}
