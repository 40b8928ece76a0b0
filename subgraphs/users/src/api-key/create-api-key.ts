import type { Clock } from '@shop/subgraph/clock'
import { accountErased } from '@shop/subgraph/errors'
import { checkText } from '@shop/subgraph/input'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { randomUUID } from 'node:crypto'
import type { UsersTransact } from '../context.ts'
import { refusal } from '../errors.ts'
import { hashSecret, newSecret } from '../tokens/secret.ts'
import { lockUser } from '../user/user-store.ts'
import { countWorkingApiKeys, insertApiKey } from './api-key-store.ts'
import type { ApiKeyRow } from './api-key-store.ts'

/** The most keys of a user that work at once. */
export const MAXIMUM_API_KEYS = 20

// So that scanners for leaked secrets can know one when they see it.
const MARK = 'csk_'
const PREFIX_LENGTH = 12

/** Makes a key; its secret is in no other answer than this one. Throws a Refusal: BLANK, TOO_LONG, LIMIT_REACHED. */
export async function createApiKey(
  context: { transact: UsersTransact; clock: Clock },
  viewer: Viewer,
  label: string,
): Promise<{ apiKey: ApiKeyRow; secret: string }> {
  refuseIfAny(checkText(label, ['input', 'label'], { max: 100 }))
  const secret = `${MARK}${newSecret()}`
  const apiKey = await context.transact(async (tx) => {
    if (!(await lockUser(tx, viewer.id))) throw accountErased()
    if ((await countWorkingApiKeys(tx, viewer.id)) >= MAXIMUM_API_KEYS) throw refusal('LIMIT_REACHED', null)
    return insertApiKey(tx, {
      id: randomUUID(),
      userId: viewer.id,
      label: label.trim(),
      prefix: secret.slice(0, PREFIX_LENGTH),
      secretHash: hashSecret(secret),
      createdAt: context.clock.now(),
    })
  })
  return { apiKey, secret }
}
