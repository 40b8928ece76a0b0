import { createChunkReader, createMessageReader } from '@shop/bench-measure/http-messages'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/**
 * A client of the public endpoint, with a connection for each request in flight. On the bare socket, for it shares the cores with what
 * is measured.
 */
export type Client = {
  ask<Data>(query: string, variables?: object, token?: string): Promise<Data>
  /** The same, with what is said beside the answer. */
  send<Data>(query: string, variables?: object, token?: string): Promise<Sent<Data>>
  /**
   * Reads a subscription as an event stream until `isLast` says so of an event, and closes its connection then. Rejects when it throws,
   * and when the stream ends before.
   */
  follow<Data>(subscription: Subscription<Data>): Promise<void>
  close(): void
}

export type Subscription<Data> = {
  query: string
  variables: object
  token: string
  patienceMs: number
  isLast(data: Data): boolean
}

/** `header` gives a header by its name in lower case. */
type Sent<Data> = { data: Data; header(name: string): string | undefined }
type Answer = { data?: unknown; errors?: unknown }

/** A server that lets go of connections after five seconds without a request, as Node's does, may be about to. */
const FRESH_MS = 2_000

export function openClient(url: string): Client {
  const { host, hostname, port, pathname } = new URL(url)
  const resting: { socket: Socket; since: number }[] = []

  function takeConnection(): Socket {
    for (let one = resting.pop(); one; one = resting.pop()) {
      if (!one.socket.destroyed && performance.now() - one.since < FRESH_MS) return one.socket
      one.socket.destroy()
    }
    return connect({ port: Number(port), host: hostname, noDelay: true })
  }

  function post(socket: Socket, accept: string, parameters: object, token?: string): void {
    const body = JSON.stringify(parameters)
    const authorization = token ? `authorization: Bearer ${token}\r\n` : ''
    const headers = `host: ${host}\r\ncontent-type: application/json\r\naccept: ${accept}\r\n${authorization}`
    const length = Buffer.byteLength(body)
    socket.write(`POST ${pathname} HTTP/1.1\r\n${headers}content-length: ${length}\r\n\r\n${body}`)
  }

  async function send<Data>(query: string, variables: object = {}, token?: string): Promise<Sent<Data>> {
    const socket = takeConnection()
    const message = receive<{ head: string; body: Buffer }>(socket, createMessageReader)
    post(socket, 'application/json', { query, variables }, token)
    const { head, body } = await message
    resting.push({ socket, since: performance.now() })
    const header = (name: string) => new RegExp(`\r\n${name}: *([^\r]*)`, 'i').exec(head)?.[1]
    return { data: dataOf(body.toString()) as Data, header }
  }

  return {
    async ask<Data>(query: string, variables?: object, token?: string): Promise<Data> {
      return (await send<Data>(query, variables, token)).data
    },
    send,
    async follow<Data>({ query, variables, token, patienceMs, isLast }: Subscription<Data>): Promise<void> {
      const socket = takeConnection()
      const timer = setTimeout(() => socket.destroy(new Error('what was waited for has not come')), patienceMs)
      try {
        const last = receive<void>(socket, (onLast) =>
          createChunkReader(readEvents((data) => isLast(dataOf(data) as Data) && onLast())),
        )
        post(socket, 'text/event-stream', { query, variables }, token)
        await last
      } finally {
        clearTimeout(timer)
        socket.destroy()
      }
    },
    close() {
      for (const { socket } of resting) socket.destroy()
    },
  }
}

/** What a reader of the socket's bytes makes of them. Rejects when it throws, and when the connection ends before. */
function receive<Result>(
  socket: Socket,
  createReader: (onResult: (result: Result) => void) => (bytes: Buffer) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const read = createReader((result) => {
      socket.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close')
      // One that rests is let go by the server some day.
      socket.on('error', () => socket.destroy())
      resolve(result)
    })
    socket.on('data', (bytes) => {
      try {
        read(bytes)
      } catch (error) {
        socket.destroy(error as Error)
      }
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the connection ended before what was waited for had come')))
  })
}

/** Reads server-sent events, and gives the data of each, as far as it has any. */
function readEvents(onData: (data: string) => void): (chunk: Buffer) => void {
  let rest = ''
  return (chunk) => {
    const events = (rest + chunk.toString()).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const [data] = /(?<=^data: ).+$/m.exec(event) ?? []
      if (data) onData(data)
    }
  }
}

function dataOf(text: string): unknown {
  const answer = JSON.parse(text) as Answer
  if (answer.errors || !answer.data) throw new Error(`answered ${text}`)
  return answer.data
}
