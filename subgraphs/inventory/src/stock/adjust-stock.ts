import { appendEvents } from '@shop/events/outbox'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { once } from '@shop/subgraph/idempotency'
import { refuseIfAny, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { StockTransact } from '../context.ts'
import { moveStock } from './move-stock.ts'
import { openLevels, refuseTaking } from './open-level.ts'
import { readStockLevel } from './stock-store.ts'
import type { StockLevelRow } from './stock-store.ts'
import { checkNote, MAXIMUM_UNITS } from './units.ts'

/** A change of stock by hand. Ids are global. */
export type StockAdjustment = {
  idempotencyKey: string
  variantId: string
  locationId: string
  delta: number
  reason: string
  note?: string | null
}

/**
 * Adds units to a stock level or takes them away, once per idempotency key.
 * Throws a Refusal: NOT_FOUND, OUT_OF_RANGE, TOO_LONG, INSUFFICIENT_STOCK, or those of the idempotency key.
 */
export async function adjustStock(
  context: { transact: StockTransact },
  viewer: Viewer,
  { idempotencyKey, ...input }: StockAdjustment,
): Promise<StockLevelRow> {
  const variantId = fromGlobalId(input.variantId, 'ProductVariant', ['input', 'variantId'])
  const locationId = fromGlobalId(input.locationId, 'Location', ['input', 'locationId'])
  const { delta, reason, note = null } = input
  refuseIfAny(
    delta === 0 || Math.abs(delta) > MAXIMUM_UNITS
      ? userError('OUT_OF_RANGE', `Units must be from 1 to ${MAXIMUM_UNITS}, or as many negative.`, ['input', 'delta'])
      : null,
    checkNote(note),
  )
  const scope = `${viewer.id}:adjustStock`
  const request = { key: idempotencyKey, scope, input, field: ['input', 'idempotencyKey'] }

  return context.transact(async (tx) => {
    const levelId = await once(tx, request, async () => {
      const { stock, levels } = await openLevels(tx, variantId, [locationId])
      const [level] = levels as [(typeof levels)[number]]
      refuseTaking(level, -delta, ['input', 'delta'])
      const movement = { stockLevelId: level.id, onHandDelta: delta, reservedDelta: 0 }
      const origin = { kind: 'ADJUSTMENT' as const, actorId: viewer.id, reason, note }
      await appendEvents(tx, await moveStock(tx, stock, [{ ...movement, ...origin }]))
      return level.id
    })
    return readStockLevel(tx, levelId)
  })
}
