export type Promotion = {
  id: string
  code: string
  percentageOff: number
  startsAt: Date | null
  endsAt: Date | null
  usageLimit: number | null
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
export function isApplicable(promotion: Promotion, now: Date): boolean {
  const { startsAt, endsAt, usageLimit, usageCount } = promotion
  return (!startsAt || startsAt <= now) && (!endsAt || endsAt > now) && (usageLimit === null || usageCount < usageLimit)
}
