import { randomUUID } from 'node:crypto'
import type { SignInContext } from '../context.ts'
import type { Tokens } from '../tokens/access-token.ts'

/** Tokens of a new guest. Nothing is stored: the signature is what makes the guest. */
export async function startGuestSession({ signer, config }: Pick<SignInContext, 'signer' | 'config'>): Promise<Tokens> {
  const id = randomUUID()
  return { ...(await signer({ id, roles: ['GUEST'], sessionId: id }, config.guestSeconds)), refreshToken: null }
}
