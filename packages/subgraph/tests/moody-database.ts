import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** Before a real database: at first nobody listens there, then a server that recovers, then the database. */
export type MoodyDatabase = {
  url: string
  setMood(mood: 'starting up' | 'there'): Promise<void>
  /** Who is connected hears nothing any more, not even an end. */
  fallSilent(): void
  /** Who is connected is heard, and not answered any more. */
  stopAnswering(): void
  stop(): Promise<void>
}

// https://www.postgresql.org/docs/18/protocol-message-formats.html, ErrorResponse
const FIELDS = 'SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0'
const STARTING_UP = Buffer.concat([Buffer.from('E\0\0\0'), Buffer.from([FIELDS.length + 4]), Buffer.from(FIELDS)])

export async function startMoodyDatabase(databaseUrl: string): Promise<MoodyDatabase> {
  const url = new URL(databaseUrl)
  const behind = { host: url.hostname, port: Number(url.port) }
  let isThere = false
  const sockets = new Set<Socket>()
  const answering = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    // Either end may go first.
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const server = createServer((socket) => {
    keep(socket)
    if (!isThere) return void socket.once('data', () => socket.end(STARTING_UP))
    const server = keep(connect(behind))
    answering.add(server.on('close', () => answering.delete(server)))
    socket.pipe(server).pipe(socket)
  })
  const listen = (port: number) =>
    new Promise<number>((resolve) =>
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    )
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  const port = await listen(0)
  await close()
  url.hostname = '127.0.0.1'
  url.port = String(port)
  // The server behind may have a socket, too, which is always there.
  url.searchParams.delete('host')
  return {
    url: url.href,
    async setMood(mood) {
      isThere = mood === 'there'
      if (!server.listening) await listen(port)
    },
    fallSilent() {
      for (const socket of sockets) socket.unpipe()
    },
    stopAnswering() {
      for (const socket of answering) socket.unpipe()
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      if (server.listening) await close()
    },
  }
}
