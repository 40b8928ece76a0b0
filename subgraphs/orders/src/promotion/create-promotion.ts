import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { isWellFormedCode, normalizeCode, type Promotion } from './promotion.ts'
import { insertPromotion } from './promotion-store.ts'

export type CreatePromotionInput = {
  code: string
  percentageOff: number
  startsAt: Date | null
  endsAt: Date | null
  usageLimit: number | null
}

/** Creates a promotion whose code nobody else has. */
export async function createPromotion(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  { code: typed, percentageOff, startsAt, endsAt, usageLimit }: CreatePromotionInput,
): Promise<Promotion> {
  const code = normalizeCode(typed)
  if (!isWellFormedCode(code)) throw refusal('INVALID_CODE', ['input', 'code'])
  if (percentageOff < 1 || percentageOff > 100) throw refusal('OUT_OF_RANGE', ['input', 'percentageOff'])
  if (usageLimit !== null && usageLimit < 1) throw refusal('OUT_OF_RANGE', ['input', 'usageLimit'])
  if (startsAt && endsAt && startsAt >= endsAt) throw refusal('OUT_OF_RANGE', ['input', 'endsAt'])
  return transact(async (tx) => {
    const promotion = { code, percentageOff, startsAt, endsAt, usageLimit, createdAt: clock.now() }
    const created = await insertPromotion(tx, promotion)
    if (!created) throw refusal('CODE_TAKEN', ['input', 'code'])
    return created
  })
}
