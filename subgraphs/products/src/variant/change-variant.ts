import { fromGlobalId } from '@shop/subgraph/global-id'
import { Refusal, userError } from '@shop/subgraph/user-errors'
import type { WriteContext } from '../context.ts'
import { refreshPrices } from '../product/product-store.ts'
import { appendVariantChanged } from './variant-events.ts'
import { lockVariant, updateVariant } from './variant-store.ts'
import type { VariantChanges, VariantRow } from './variant-store.ts'

/**
 * Changes a variant and tells its new state; nothing happens and nothing is told when it is like that already. The id is
 * global. Throws a Refusal: NOT_FOUND.
 */
export async function changeVariant(
  { clock, transact }: WriteContext,
  globalId: string,
  changes: VariantChanges,
): Promise<VariantRow> {
  const id = fromGlobalId(globalId, 'ProductVariant', ['input', 'id'])
  return transact(async (tx) => {
    const locked = await lockVariant(tx, id)
    if (!locked) throw new Refusal(userError('NOT_FOUND', 'There is no such variant.', ['input', 'id']))
    const { product, variant: before } = locked
    const { price = before.price, listed = before.listed } = changes
    if (price === before.price && listed === before.listed) return before
    const now = clock.now()
    const variant = await updateVariant(tx, id, changes, now)
    await refreshPrices(tx, product.id, now)
    await appendVariantChanged(tx, product, [variant])
    return variant
  })
}
