import { integerSetting, readSettings } from '@shop/subgraph/settings'
import type { Environment } from '@shop/subgraph/settings'

/** Settings of inventory beyond those of every subgraph. */
export type InventoryConfig = {
  /** How long a cart's units stay held after its time, for an order that was placed in time and is told late. */
  holdGraceSeconds: number
  /** How often the timer looks for holds that are over and for backorders that can be served. */
  timerIntervalMs: number
}

/** Reads the settings. */
export function readConfig(environment: Environment): InventoryConfig {
  const settings = readSettings(environment, {
    STOCK_HOLD_GRACE_SECONDS: integerSetting(0, 3_600).default(30),
    STOCK_TIMER_INTERVAL_MS: integerSetting(10, 600_000).default(2_000),
  })
  return { holdGraceSeconds: settings.STOCK_HOLD_GRACE_SECONDS, timerIntervalMs: settings.STOCK_TIMER_INTERVAL_MS }
}
