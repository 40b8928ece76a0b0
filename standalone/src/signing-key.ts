import { systemClock } from '@shop/subgraph/clock'
import type { Log } from '@shop/subgraph/log'
import { createTokenVerifier } from '@shop/subgraph/token-verifier'
import type { TokenVerifier } from '@shop/subgraph/token-verifier'
import { generateSigningKey, parseSigningKey, publicKeys } from '@shop/users-subgraph/tokens/signing-key'
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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
  const draft = `${file}-${randomUUID()}`
  const key = await generateSigningKey()
  try {
    writeFileSync(draft, key, { mode: 0o600 })
    // Appears with its whole content or, on a full disk, not at all, and never replaces the key of another start.
    linkSync(draft, file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the key that signs access tokens cannot be kept in ${dataFolder} (${reason})`, { cause: error })
  } finally {
    rmSync(draft, { force: true })
  }
  return key
}

/** Verifies tokens with the key's public half, as the other processes do through the JWKS address of users. */
export function createStandaloneVerifier(signingKey: string, log: Log): TokenVerifier {
  const key = parseSigningKey(signingKey)
  return createTokenVerifier({ keys: () => publicKeys(key), clock: systemClock, log })
}
