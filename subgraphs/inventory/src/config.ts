import { readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'

/** Settings of inventory beyond those of every subgraph: none so far. */
export type InventoryConfig = Record<string, never>

/** Reads the settings. */
export function readConfig(environment: Environment): InventoryConfig {
  return readSettings(environment, {})
}
