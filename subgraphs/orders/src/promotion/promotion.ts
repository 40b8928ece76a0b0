export type PromotionKind = 'PERCENTAGE' | 'FIXED_AMOUNT' | 'FREE_SHIPPING' | 'BUY_X_GET_Y'

/** What makes an order cheaper. Amounts are in minor units of the shop's currency. */
export type Promotion = {
  id: string
  title: string
  kind: PromotionKind
  /** What customers type; null for one that works by itself. */
  code: string | null
  /** Of PERCENTAGE, and what BUY_X_GET_Y takes off the units that are got: 100 gives them away. */
  percentageOff: number | null
  /** Of FIXED_AMOUNT. */
  amountOff: number | null
  /** Of BUY_X_GET_Y. */
  buyQuantity: number | null
  getQuantity: number | null
  minimumSubtotal: number | null
  /** What it is for: goods that are in one of the three lists; all goods when all three are empty. */
  variantIds: string[]
  productIds: string[]
  categoryIds: string[]
  /** Works together with others that say so too. */
  combinable: boolean
  startsAt: Date | null
  endsAt: Date | null
  usageLimit: number | null
  usageLimitPerCustomer: number | null
  /** Counts the orders that use it, when there is a limit; else it stays as it is, so that nobody waits for it. */
  usageCount: number
  createdAt: Date
}

const CODE = /^[A-Z0-9-]{1,40}$/

/** A code in the form that is stored and compared: without regard to case and to space around it. */
export function normalizeCode(code: string): string {
  return code.trim().toUpperCase()
}

export function isWellFormedCode(normalizedCode: string): boolean {
  return CODE.test(normalizedCode)
}

/** Whether the promotion works at the moment. A limit that several buyers reach at once is settled in the database. */
export function isApplicable(
  promotion: Pick<Promotion, 'startsAt' | 'endsAt' | 'usageLimit' | 'usageCount'>,
  now: Date,
): boolean {
  const { startsAt, endsAt, usageLimit, usageCount } = promotion
  return (!startsAt || startsAt <= now) && (!endsAt || endsAt > now) && (usageLimit === null || usageCount < usageLimit)
}

export function hasLimit({ usageLimit, usageLimitPerCustomer }: Promotion): boolean {
  return usageLimit !== null || usageLimitPerCustomer !== null
}
