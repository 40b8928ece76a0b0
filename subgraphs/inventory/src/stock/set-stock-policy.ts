import { appendEvent } from '@shop/events/outbox'
import { AvailabilityChanged } from '@shop/schema/events/inventory'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { refuseIfAny, Refusal, userError } from '@shop/subgraph/user-errors'
import type { StockTransact } from '../context.ts'
import { lockStock, updatePolicy } from './stock-store.ts'
import { availableOf } from './stock.ts'
import type { StockPolicy } from './stock.ts'
import { checkUnits } from './units.ts'

/** What may be ordered of a variant ahead of its stock. Ids are global. */
export type PolicyInput = { variantId: string; policy: StockPolicy; limit?: number | null; releaseAt?: Date | null }

/** Sets a variant's policy and answers its id. Orders that were placed stay as they are. Throws a Refusal: NOT_FOUND, OUT_OF_RANGE. */
export async function setStockPolicy(context: { transact: StockTransact }, input: PolicyInput): Promise<string> {
  const variantId = fromGlobalId(input.variantId, 'ProductVariant', ['input', 'variantId'])
  refuseIfAny(checkUnits(input.limit, 1, ['input', 'limit']))
  const { policy, limit = null, releaseAt = null } = input
  return context.transact(async (tx) => {
    const variant = (await lockStock(tx, [variantId])).get(variantId)
    if (!variant) throw new Refusal(userError('NOT_FOUND', 'There is no such variant.', ['input', 'variantId']))
    const isOpen = policy !== 'DENY'
    await updatePolicy(tx, variantId, {
      policy,
      backorderLimit: isOpen ? limit : null,
      releaseAt: isOpen ? releaseAt : null,
    })
    // What can be sold may be the same number in other words, which caches keep as well.
    const data = { variantId, available: availableOf(variant) }
    await appendEvent(tx, AvailabilityChanged, { subject: variantId, data })
    return variantId
  })
}
