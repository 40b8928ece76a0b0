import type { Reader } from '../database.ts'
import type { Promotion } from '../promotion/promotion.ts'
import { findAutomaticPromotions } from '../promotion/promotion-store.ts'
import { findZones } from '../zone/zone-store.ts'
import type { Zone } from '../zone/zone.ts'

/** What staff have laid down about prices: zones with their taxes and ways of delivery, and promotions that need no code. */
export type PriceRules = { zones: readonly Zone[]; automatic: readonly Promotion[] }

/** Answers the rules of a version, or newer ones. */
export type PriceRulesReader = (database: Reader, version: number, now: Date) => Promise<PriceRules>

/**
 * Keeps the rules in memory: every quote needs them, and they seldom change. Triggers count their changes (price_rules), each cart is
 * read with the count (`Cart.rulesVersion`), and what was kept at another count is read again: so what any process has changed holds
 * for the next cart in all of them.
 */
export function createPriceRules(): PriceRulesReader {
  let kept: { version: number; rules: PriceRules } | undefined
  return async (database, version, now) => {
    if (kept?.version === version) return kept.rules
    // They may be newer than the version, which was read before, and never older: then they are only read once more.
    const rules = { zones: await findZones(database), automatic: await findAutomaticPromotions(database, now) }
    kept = { version, rules }
    return rules
  }
}
