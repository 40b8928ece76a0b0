import type { SignInContext } from '../context.ts'
import { refusal } from '../errors.ts'
import type { Tokens } from '../tokens/access-token.ts'
import { hashSecret } from '../tokens/secret.ts'
import { useApiKey } from './api-key-store.ts'

/** An access token of the key's owner, with the roles that they have now. Throws a Refusal: INVALID_CREDENTIALS. */
export async function exchangeApiKey(
  { clock, config, database, signer }: Pick<SignInContext, 'clock' | 'config' | 'database' | 'signer'>,
  secret: string,
): Promise<Tokens> {
  const key = await useApiKey(database, hashSecret(secret), clock.now())
  if (!key) throw refusal('INVALID_CREDENTIALS', ['input', 'secret'])
  const subject = { id: key.userId, roles: key.roles, sessionId: key.id }
  return { ...(await signer(subject, config.accessTokenSeconds)), refreshToken: null }
}
