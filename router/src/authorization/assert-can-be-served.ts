import { parse } from 'graphql'
import type { LoadedSupergraph } from '../supergraph.ts'
import { authorizationRulesOf } from './authorization-rules.ts'
import { linkedFeatures } from './linked-features.ts'

/** What stock Apollo Gateway neither knows nor may ignore. */
const NOT_IN_STOCK = ['authenticated', 'requiresScopes', 'policy', 'context'].map(
  (name) => `https://specs.apollo.dev/${name}`,
)

/** Throws when a supergraph's rules cannot be followed, or the engine cannot follow them. Says why. */
export function assertCanBeServed(supergraph: LoadedSupergraph, engine: 'compiled' | 'apollo'): void {
  // Read now, so that no request finds out that they cannot be.
  authorizationRulesOf(supergraph)
  const { sdl } = supergraph
  if (engine === 'compiled' || !NOT_IN_STOCK.some((identity) => sdl.includes(identity))) return
  const used = new Set(linkedFeatures(parse(sdl, { noLocation: true })).map(({ identity }) => identity))
  const missing = NOT_IN_STOCK.filter((identity) => used.has(identity))
  if (missing.length === 0) return
  throw new Error(`The engine "apollo" cannot serve a supergraph that uses ${missing.join(', ')}: take "compiled".`)
}
