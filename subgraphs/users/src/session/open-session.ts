import { randomUUID } from 'node:crypto'
import type { SignInContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import type { Tokens } from '../tokens/access-token.ts'
import { hashSecret, newSecret } from '../tokens/secret.ts'
import type { UserRow } from '../user/user-store.ts'
import { insertSession } from './session-store.ts'

/** Signs a user in, in the transaction that made or locked their account, and answers the first tokens. */
export async function openSession(
  tx: Transaction,
  { clock, config, signer, userAgent }: Pick<SignInContext, 'clock' | 'config' | 'signer' | 'userAgent'>,
  user: Pick<UserRow, 'id' | 'roles'>,
): Promise<Tokens> {
  const now = clock.now()
  const refreshToken = newSecret()
  const session = {
    id: randomUUID(),
    userId: user.id,
    userAgent,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + config.sessionSeconds * 1_000),
  }
  await insertSession(tx, session, hashSecret(refreshToken))
  const subject = { id: user.id, roles: user.roles, sessionId: session.id }
  return { ...(await signer(subject, config.accessTokenSeconds)), refreshToken }
}
