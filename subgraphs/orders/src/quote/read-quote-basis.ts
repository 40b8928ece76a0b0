import type { Reader } from '../database.ts'
import { isApplicable, type Promotion } from '../promotion/promotion.ts'
import { countUsesOf } from '../promotion/redemption-store.ts'
import { findZonesOf } from '../zone/zone-store.ts'
import { zoneOf, type Destination, type Zone } from '../zone/zone.ts'

/** What decides about the price of a cart besides what lies in it. */
export type QuoteBasis = { zone: Zone | null; promotions: Promotion[] }

/** More work at once than a shop has; those that were created last count. */
const MAXIMUM_AUTOMATIC = 100

/** The zone that a destination is in. */
export async function readZone(database: Reader, destination: Destination): Promise<Zone | null> {
  return zoneOf(await findZonesOf(database, destination.countryCode), destination)
}

/** The promotions that work for a cart's owner at the moment: of those that work by themselves, and the one whose code they gave. */
export async function readPromotions(
  database: Reader,
  known: readonly Promotion[],
  cart: { ownerId: string; promotion: Promotion | null },
  now: Date,
): Promise<Promotion[]> {
  const automatic = known.filter((promotion) => isApplicable(promotion, now)).slice(0, MAXIMUM_AUTOMATIC)
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
