import { SettingsError } from '@shop/subgraph/settings'
import { expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { PrismaClient } from '../src/generated/prisma/client.ts'
import { createDatabase } from '@shop/subgraph/database'
import { createLog } from '@shop/subgraph/log'
import { forgetExpired } from '../src/session/forget-expired.ts'
import { REFRESH } from './operations.ts'
import { startUsers } from './users-fixture.ts'

const DAY_MS = 86_400_000

it('forgets sessions, used refresh tokens and attempts that are over, and nothing else', async () => {
  const users = await startUsers()
  const database = createDatabase(users.url, PrismaClient, { log: createLog({ name: 'test', level: 'error' }) })
  const forget = async (days: number) => {
    const clock = { now: () => new Date(Date.now() + days * DAY_MS) }
    return forgetExpired({ database: database.client, clock, sessionSeconds: users.config.sessionSeconds })
  }
  try {
    const ada = await users.register()
    await users.execute(REFRESH, { input: { refreshToken: ada.refreshToken } })
    await users.login('nobody@example.com', 'wrong password')
    expect(await forget(0)).toBe(0)
    // The attempt.
    expect(await forget(1)).toBe(1)
    // The used token, then the session with its last one.
    expect(await forget(31)).toBe(1)
    expect(await forget(61)).toBe(1)
    const { rows } = await users.pool.query(
      'SELECT (SELECT count(*)::int FROM refresh_tokens) AS tokens, (SELECT count(*)::int FROM users) AS users',
    )
    expect(rows).toEqual([{ tokens: 0, users: 1 }])
  } finally {
    await database.stop()
    await users.stop()
  }
})

it('names a bad setting and never repeats the key', () => {
  const secret = JSON.stringify({ kty: 'RSA', d: 'very secret' })
  const read = (key: string | undefined) => () => readConfig({ USERS_SIGNING_KEY: key, ACCESS_TOKEN_SECONDS: '1' })
  for (const key of [undefined, 'not JSON, very secret', secret]) {
    expect(read(key)).toThrow(SettingsError)
    expect(read(key)).toThrow(/USERS_SIGNING_KEY[^]*ACCESS_TOKEN_SECONDS/)
    expect(read(key)).not.toThrow(/very secret/)
  }
})
