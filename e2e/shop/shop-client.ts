import { createClient } from 'graphql-ws'
import type { Client } from 'graphql-ws'
import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'

/** An answer as a client sees it. */
export type Answer = {
  // A test reads what it asked for; the shape is the query's.
  // oxlint-disable-next-line typescript/no-explicit-any -- the type of any query's data
  data: any
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[]
}

/** A front end of the shop: one viewer, the public endpoint and nothing else. */
export type ShopClient = {
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>
  /** Everything that a subscription tells, collected until it ends. */
  follow(query: string, variables?: Record<string, unknown>): Following
  close(): Promise<void>
}

/** A running subscription. */
export type Following = { told: Answer[]; ended: Promise<void>; stop(): void }

/** A client without a token, or with one. */
export function connect(url: string, token?: string): ShopClient {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  let socket: Client | undefined
  const connected = () =>
    (socket ??= createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(token ? { connectionParams: { authorization: `Bearer ${token}` } } : {}),
    }))
  return {
    async ask(query, variables = {}) {
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
      return (await response.json()) as Answer
    },
    follow(query, variables = {}) {
      const told: Answer[] = []
      let stop = () => {}
      const ended = new Promise<void>((resolve, reject) => {
        stop = connected().subscribe(
          { query, variables },
          {
            next: (answer) => void told.push(answer as unknown as Answer),
            error: (error) => reject(error instanceof Error ? error : new Error(JSON.stringify(error))),
            complete: resolve,
          },
        )
      })
      // Looked at when the test awaits it; until then a failure is nobody's unhandled rejection.
      ended.catch(() => undefined)
      return { told, ended, stop: () => stop() }
    },
    async close() {
      await socket?.dispose()
    },
  }
}

/** Signs in as one of the demo accounts, or any other. */
export async function signIn(url: string, email: string, password: string): Promise<ShopClient> {
  const query = `mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } userErrors { code } } }`
  const { data, errors } = await connect(url).ask(query, { input: { email, password } })
  const token: string | undefined = data?.login.tokens?.accessToken
  if (!token) throw new Error(`cannot sign in as ${email}: ${JSON.stringify({ data, errors })}`)
  return connect(url, token)
}

/** A visitor without an account. */
export async function asGuest(url: string): Promise<{ client: ShopClient; token: string }> {
  const { data } = await connect(url).ask('mutation { startGuestSession { tokens { accessToken } } }')
  const token: string = data.startGuestSession.tokens.accessToken
  return { client: connect(url, token), token }
}

/** An address that every check accepts. */
export const ADDRESS = {
  recipient: 'Ada Lindqvist',
  line1: 'Prinsengracht 263',
  city: 'Amsterdam',
  postalCode: '1016 GV',
  countryCode: 'NL',
}

/** What placeOrder takes, with a key of its own. */
export function orderInput(cartId: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    idempotencyKey: randomUUID(),
    cartId,
    email: 'ada@example.com',
    shippingAddress: ADDRESS,
    paymentMethod: 'pm_card_visa',
    ...change,
  }
}
