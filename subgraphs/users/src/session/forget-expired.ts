import type { Clock } from '@shop/subgraph/clock'
import { WINDOW_MS } from '../password/login-throttle-store.ts'
import type { Database } from '../user/user-store.ts'

/** How long a session is kept after it is over, so that its refresh token is told apart from an unknown one in the log. */
const KEPT_MS = 30 * 86_400_000

const BATCH = 1_000

/** Deletes a batch of what is over: sessions, used refresh tokens, attempts to sign in. Answers how many rows it deleted. */
export async function forgetExpired(context: {
  database: Database
  clock: Clock
  sessionSeconds: number
}): Promise<number> {
  const { database, clock, sessionSeconds } = context
  const before = (ms: number) => new Date(clock.now().getTime() - ms)
  const sessions = await database.$executeRaw`
    DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ${before(KEPT_MS)} LIMIT ${BATCH})`
  // A thief who comes later than a session lives is refused as unknown; the session itself goes on.
  const tokens = await database.$executeRaw`
    DELETE FROM refresh_tokens
     WHERE hash IN (SELECT hash FROM refresh_tokens WHERE used_at < ${before(sessionSeconds * 1_000)} LIMIT ${BATCH})`
  const throttles = await database.$executeRaw`
    DELETE FROM login_throttles WHERE email_normalized IN (
      SELECT email_normalized FROM login_throttles WHERE window_started_at <= ${before(WINDOW_MS)} LIMIT ${BATCH})`
  return sessions + tokens + throttles
}
