import { buildSchema, GraphQLError, parse, type ExecutionResult } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

export const COUNTED = 'subscription Counted { counted }'

/** A token that says when it ends, as far as a client reads it. */
export function tokenUntil(expiresAt: number, name = 'ada'): string {
  const claims = Buffer.from(JSON.stringify({ sub: name, exp: Math.floor(expiresAt / 1_000) })).toString('base64url')
  return `e30.${claims}.signature`
}

/** A GraphQL server on a real socket whose only subscription counts, with a cursor per number, and what a test does to it. */
export async function startCountingServer(port = 0) {
  const schema = buildSchema('type Query { unused: Int } type Subscription { counted: Int! }')
  const sockets = new WebSocketServer({ port, host: '127.0.0.1' })
  await once(sockets, 'listening')
  const address = sockets.address() as AddressInfo
  const subscribed: SubscribePayload[] = []
  const tokens: unknown[] = []
  const renewed: string[] = []
  let count = 0
  let oldest = 0
  let failure: { code: string } | null = null
  let wake = Promise.withResolvers<void>()

  function resultOf(number: number, more: object = {}): ExecutionResult {
    return { data: { counted: number }, extensions: { cursor: `c${number}`, ...more } }
  }

  async function* counted(resumeFrom: unknown): AsyncGenerator<ExecutionResult> {
    let seen = typeof resumeFrom === 'string' ? Number(resumeFrom.slice(1)) : count - 1
    if (seen < oldest && typeof resumeFrom === 'string') {
      seen = count
      yield resultOf(count, { gap: true })
    }
    for (;;) {
      while (seen < count) yield resultOf((seen += 1))
      if (failure) {
        const { code } = failure
        failure = null
        throw Object.assign(new Error(code), { extensions: { code } })
      }
      await wake.promise
    }
  }

  useServer<{ authorization?: string }>(
    {
      onConnect: ({ connectionParams }) => void tokens.push(connectionParams?.authorization),
      onSubscribe(_context, _id, payload) {
        subscribed.push(payload)
        const document = parse(COUNTED)
        return { schema, document, contextValue: counted(payload.extensions?.['resumeFrom']) }
      },
      subscribe: ({ contextValue }) => contextValue as AsyncGenerator<ExecutionResult>,
      onError: (_context, _id, _payload, errors) =>
        errors.map(({ message }) => new GraphQLError(message, { extensions: { code: message } })),
    },
    sockets,
  )
  sockets.on('connection', (socket: WebSocket) =>
    socket.on('message', (data: Buffer) => {
      const { type, payload } = JSON.parse(data.toString()) as { type: string; payload?: { authorization?: string } }
      if (type === 'ping' && payload?.authorization) renewed.push(payload.authorization)
    }),
  )

  function next(): void {
    const waiting = wake
    wake = Promise.withResolvers()
    waiting.resolve()
  }

  return {
    url: `ws://127.0.0.1:${address.port}`,
    port: address.port,
    subscribed,
    tokens,
    renewed,
    /** Counts on. */
    count(by = 1): void {
      count += by
      next()
    },
    /** Forgets what came before now. */
    forget(): void {
      oldest = count
    },
    /** Ends the running subscription with an error of this code. */
    fail(code: string): void {
      failure = { code }
      next()
    },
    connections: () => sockets.clients.size,
    /** Breaks every connection off, without a goodbye. */
    cut(): void {
      for (const socket of sockets.clients) socket.terminate()
    },
    close(code: number, reason: string): void {
      for (const socket of sockets.clients) socket.close(code, reason)
    },
    async stop(): Promise<void> {
      next()
      for (const socket of sockets.clients) socket.terminate()
      await new Promise((resolve) => sockets.close(resolve))
    },
  }
}

export type CountingServer = Awaited<ReturnType<typeof startCountingServer>>
