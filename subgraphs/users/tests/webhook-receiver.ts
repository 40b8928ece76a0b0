import { waitUntil } from '@shop/testkit/wait-until'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a merchant's server got. */
export type Received = { headers: IncomingHttpHeaders; body: string }

/** A merchant's server on a real socket. `answer` may be changed while it runs. */
export type Receiver = {
  url: string
  received: Received[]
  answer: (response: ServerResponse, request: Received) => void
  /** Resolves when so many requests have come in all. */
  expect(count: number): Promise<Received[]>
  stop(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request = { headers: incoming.headers, body: Buffer.concat(chunks).toString() }
      receiver.received.push(request)
      receiver.answer(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: (response) => response.end('thanks'),
    async expect(count) {
      await waitUntil(() => receiver.received.length >= count, { what: `${count} requests` })
      return receiver.received
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
