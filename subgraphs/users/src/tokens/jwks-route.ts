import type { SubgraphRoute } from '@shop/subgraph/subgraph'
import { publicKeys } from './signing-key.ts'
import type { SigningKey } from './signing-key.ts'

/** Serves the public keys of access tokens, to routers and subgraphs in other processes. */
export async function createJwksRoute(signingKey: SigningKey): Promise<SubgraphRoute> {
  const keys = await publicKeys(signingKey)
  return {
    path: '/.well-known/jwks.json',
    handle: async () => Response.json(keys, { headers: { 'cache-control': 'public, max-age=300' } }),
  }
}
