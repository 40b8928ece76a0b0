import { readFileSync } from 'node:fs'
import type { StubDefinition } from '../stub-subgraphs.ts'

const read = (file: string): string => readFileSync(new URL(`../../../../schema/${file}`, import.meta.url), 'utf8')

/** The project's own supergraph as it is deployed, and what its subgraphs are composed from. */
export const SHOP_SUPERGRAPH = read('supergraph.graphql')
export const SHOP: readonly StubDefinition[] = ['inventory', 'orders', 'payments', 'products', 'users'].map((name) => ({
  name,
  sdl: read(`${name}.graphql`),
}))
