import type { SignInContext } from '../context.ts'
import { refusal } from '../errors.ts'
import type { Tokens } from '../tokens/access-token.ts'
import { hashSecret, newSecret } from '../tokens/secret.ts'
import { endSessions } from './end-sessions.ts'
import { lockRefreshToken, rotateRefreshToken } from './session-store.ts'

/**
 * Exchanges a refresh token for a new pair. One that comes a second time was stolen, or its answer was: nobody can tell who
 * has the newer one, so the session ends for both (RFC 9700, 4.14.2). Throws a Refusal: TOKEN_INVALID.
 */
export async function refreshSession(
  context: Pick<SignInContext, 'transact' | 'clock' | 'config' | 'signer' | 'log'>,
  refreshToken: string,
): Promise<Tokens> {
  const { clock, config, log, signer } = context
  const used = hashSecret(refreshToken)
  const next = newSecret()
  // The refusal is thrown outside: the end of the session must not be rolled back.
  const subject = await context.transact(async (tx) => {
    const now = clock.now()
    const token = await lockRefreshToken(tx, used)
    if (!token || token.endedAt || token.expiresAt <= now) return null
    const { sessionId, userId, roles } = token
    if (token.usedAt) {
      await endSessions(tx, userId, { onlyId: sessionId, now })
      log.warn({ sessionId, userId }, 'a refresh token was used twice; its session has ended')
      return null
    }
    const expiresAt = new Date(now.getTime() + config.sessionSeconds * 1_000)
    await rotateRefreshToken(tx, sessionId, { used, next: hashSecret(next) }, { now, expiresAt })
    return { id: userId, roles, sessionId }
  })
  if (!subject) throw refusal('TOKEN_INVALID', ['input', 'refreshToken'])
  return { ...(await signer(subject, config.accessTokenSeconds)), refreshToken: next }
}
