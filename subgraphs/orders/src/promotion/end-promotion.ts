import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import type { Promotion } from './promotion.ts'
import { endPromotion as end } from './promotion-store.ts'

/** Ends a promotion now; one that has ended before stays as it is. */
export async function endPromotion(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  id: string,
): Promise<Promotion> {
  return transact(async (tx) => {
    const ended = await end(tx, id, clock.now())
    if (!ended) throw refusal('NOT_FOUND', ['input', 'id'])
    return ended
  })
}
