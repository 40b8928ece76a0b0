import { createInProcessBus } from '@shop/events/in-process-bus'
import type { EventContract } from '@shop/schema/events/define-event'
import { createLog } from '@shop/subgraph/log'
import { createTokenVerifier } from '@shop/subgraph/token-verifier'
import type { Role } from '@shop/subgraph/viewer'
import { createTestDatabase, openTestPool } from '@shop/testkit/database'
import { listenTo, publishEvent } from '@shop/testkit/events'
import { randomUUID } from 'node:crypto'
import type { LookupFunction } from 'node:net'
import { readConfig } from '../src/config.ts'
import type { UsersConfig } from '../src/config.ts'
import { createSubgraph } from '../src/subgraph.ts'
import { createTokenSigner } from '../src/tokens/access-token.ts'
import { generateSigningKey, publicKeys } from '../src/tokens/signing-key.ts'
import { LOGIN, REGISTER } from './operations.ts'

/** Whoever asks: the access token of an answer, or null for nobody. */
export type Bearer = string | null

export const PASSWORD = 'correct horse battery'

/**
 * Users on a database of its own, verifying the tokens that it signs itself, with a clock that the test can move and a bus
 * on which the test plays the other subgraphs.
 */
export async function startUsers({
  settings = {},
  databaseUrl,
  lookup,
}: {
  settings?: Record<string, string>
  /** One that stays when this ends; without it a new one. */
  databaseUrl?: string
  lookup?: LookupFunction
} = {}) {
  const log = createLog({ name: 'test', level: 'error' })
  const { url, drop } = databaseUrl ? { url: databaseUrl, drop: async () => {} } : await createTestDatabase('users')
  const pool = openTestPool(url)
  const bus = createInProcessBus({ log })
  const config = readConfig({ USERS_SIGNING_KEY: await generateSigningKey(), ...settings })
  let ahead = 0
  const clock = { now: () => new Date(Date.now() + ahead) }
  const verifyToken = createTokenVerifier({ keys: () => publicKeys(config.signingKey), clock, log })
  const signer = await createTokenSigner(config.signingKey, clock)
  const subgraph = await createSubgraph(config, { databaseUrl: url, bus, verifyToken, log, clock }, lookup)
  const told = await listenTo(bus, 'users')

  async function execute(query: string, variables: Record<string, unknown> = {}, bearer: Bearer = null) {
    const headers = { authorization: bearer ? `Bearer ${bearer}` : undefined, 'user-agent': 'vitest/5' }
    // As it would arrive over HTTP: without prototypes, dates as text.
    return JSON.parse(JSON.stringify(await subgraph.execute({ query, variables, headers })))
  }

  return {
    url,
    /** Starts users once more on the same database and stops it again. */
    async restart(change: Partial<UsersConfig>): Promise<void> {
      await (await createSubgraph({ ...config, ...change }, { databaseUrl: url, bus, verifyToken, log, clock })).stop()
    },
    subgraph,
    pool,
    bus,
    told: told.events,
    config,
    verifyToken,
    execute,
    /** Follows something; the answer is a stream, or says why there is none. */
    follow(query: string, bearer: Bearer, resumeFrom?: string) {
      const headers = { authorization: bearer ? `Bearer ${bearer}` : undefined }
      return subgraph.subscribe({ query, headers, extensions: { resumeFrom } })
    },
    /** Moves the clock; what has expired by then is expired. */
    travel(ms: number): void {
      ahead += ms
    },
    async sign(id: string, roles: Role[], seconds = 900): Promise<string> {
      return (await signer({ id, roles, sessionId: randomUUID() }, seconds)).accessToken
    },
    /** A new account that is signed in. `id` is the uuid, `globalId` what clients see. */
    async register(change: Record<string, unknown> = {}) {
      const email = `${randomUUID()}@example.com`
      const input = { email, password: PASSWORD, givenName: 'Ada', familyName: 'Lindqvist', ...change }
      const { data } = await execute(REGISTER, { input })
      const { user, tokens } = data.register
      const id = Buffer.from(user.id, 'base64url').toString().slice('User:'.length)
      return {
        id,
        globalId: user.id as string,
        email: input.email,
        ...(tokens as { accessToken: string; refreshToken: string }),
      }
    },
    async login(email: string, password: string = PASSWORD, guestToken?: string) {
      return (await execute(LOGIN, { input: { email, password, guestToken } })).data.login
    },
    /** Makes an account one of staff and answers a token that says so. */
    async promote(id: string, role: 'STAFF' | 'ADMIN' = 'STAFF'): Promise<string> {
      await pool.query('UPDATE users SET roles = ARRAY[$2]::role[] WHERE id = $1', [id, role])
      return (await signer({ id, roles: [role], sessionId: randomUUID() }, 900)).accessToken
    },
    publish<Data>(contract: EventContract<string, Data>, subject: string, data: Data, id: string = randomUUID()) {
      return publishEvent(bus, contract, subject, data, { id, occurredAt: clock.now().toISOString() })
    },
    /** Events that users told of a subject, by type. */
    expectTold: told.expect,
    async stop() {
      await told.stop()
      await subgraph.stop()
      await bus.stop()
      await pool.end()
      await drop()
    },
  }
}

export type UsersFixture = Awaited<ReturnType<typeof startUsers>>
