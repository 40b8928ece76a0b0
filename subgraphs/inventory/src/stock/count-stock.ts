import { appendEvents } from '@shop/events/outbox'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { once } from '@shop/subgraph/idempotency'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { StockTransact } from '../context.ts'
import { moveStock } from './move-stock.ts'
import { openLevels, refuseTaking } from './open-level.ts'
import { readStockLevel } from './stock-store.ts'
import type { StockLevelRow } from './stock-store.ts'
import { checkNote, checkUnits } from './units.ts'

/** What somebody counted. Ids are global. */
export type StockCount = {
  idempotencyKey: string
  variantId: string
  locationId: string
  counted: number
  reason: string
  note?: string | null
}

/**
 * Sets the units on hand to what was counted, once per idempotency key; the ledger has the difference, none when there is none.
 * Throws a Refusal: NOT_FOUND, OUT_OF_RANGE, TOO_LONG, INSUFFICIENT_STOCK, or those of the idempotency key.
 */
export async function countStock(
  context: { transact: StockTransact },
  viewer: Viewer,
  { idempotencyKey, ...input }: StockCount,
): Promise<StockLevelRow> {
  const variantId = fromGlobalId(input.variantId, 'ProductVariant', ['input', 'variantId'])
  const locationId = fromGlobalId(input.locationId, 'Location', ['input', 'locationId'])
  const { counted, reason, note = null } = input
  refuseIfAny(checkUnits(counted, 0, ['input', 'counted']), checkNote(note))
  const scope = `${viewer.id}:countStock`
  const request = { key: idempotencyKey, scope, input, field: ['input', 'idempotencyKey'] }

  return context.transact(async (tx) => {
    const levelId = await once(tx, request, async () => {
      const { stock, levels } = await openLevels(tx, variantId, [locationId])
      const [level] = levels as [(typeof levels)[number]]
      const onHandDelta = counted - level.onHand
      refuseTaking(level, -onHandDelta, ['input', 'counted'])
      const movement = { stockLevelId: level.id, onHandDelta, reservedDelta: 0 }
      const origin = { kind: 'COUNT' as const, actorId: viewer.id, reason, note }
      const movements = onHandDelta === 0 ? [] : [{ ...movement, ...origin }]
      await appendEvents(tx, await moveStock(tx, stock, movements))
      return level.id
    })
    return readStockLevel(tx, levelId)
  })
}
