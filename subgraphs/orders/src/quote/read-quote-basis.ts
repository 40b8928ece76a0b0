import type { Reader } from '../database.ts'
import { isApplicable, type Promotion } from '../promotion/promotion.ts'
import { findAutomaticPromotions } from '../promotion/promotion-store.ts'
import { countUsesOf } from '../promotion/redemption-store.ts'
import { findZonesOf } from '../zone/zone-store.ts'
import { zoneOf, type Destination, type Zone } from '../zone/zone.ts'

/** What decides about the price of a cart besides what lies in it. */
export type PriceRules = { zone: Zone | null; promotions: Promotion[] }

/** The zone that a destination is in. */
export async function readZone(database: Reader, destination: Destination): Promise<Zone | null> {
  return zoneOf(await findZonesOf(database, destination.countryCode), destination)
}

/** The promotions that work for a cart's owner at the moment: those that work by themselves, and the one whose code they gave. */
export async function readPromotions(
  database: Reader,
  cart: { ownerId: string; promotion: Promotion | null },
  now: Date,
): Promise<Promotion[]> {
  const automatic = (await findAutomaticPromotions(database, now)).filter((promotion) => isApplicable(promotion, now))
  const perCustomer = automatic.filter(({ usageLimitPerCustomer }) => usageLimitPerCustomer !== null)
  const uses = await countUsesOf(
    database,
    perCustomer.map(({ id }) => id),
    { ownerId: cart.ownerId, email: null },
  )
  const left = automatic.filter(
    ({ id, usageLimitPerCustomer }) => usageLimitPerCustomer === null || (uses.get(id) ?? 0) < usageLimitPerCustomer,
  )
  return cart.promotion && isApplicable(cart.promotion, now) ? [...left, cart.promotion] : left
}
