import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateSigningKey } from '@shop/users-subgraph/tokens/signing-key'

/**
 * The private key (JWK as text) that signs access tokens, made at the first start and kept beside the databases, readable by
 * its owner only: tokens stay valid over a restart.
 */
export async function keepSigningKey(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'signing-key.json')
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const key = await generateSigningKey()
  writeFileSync(file, key, { mode: 0o600, flag: 'wx' })
  return key
}
