import type { Log } from '@shop/subgraph/log'
import { addAdmin } from './roles-store.ts'
import type { Database } from './user-store.ts'

/**
 * Gives the existing account with the email (normalized) ADMIN. An account that registers later gets nothing: nobody has
 * checked whose email it is.
 */
export async function grantAdmin({ database, log }: { database: Database; log: Log }, email: string): Promise<void> {
  const account = await addAdmin(database, email)
  if (!account) log.warn('USERS_ADMIN_EMAIL: no account has this email; register it and start again')
  else if (account.added) log.info({ userId: account.id }, 'USERS_ADMIN_EMAIL: the account is ADMIN now')
}
