import { once } from '@shop/subgraph/idempotency'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { checkText } from '@shop/subgraph/input'
import { refuseIfAny, Refusal, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { randomUUID } from 'node:crypto'
import type { StockTransact } from '../context.ts'
import { appendStockEvents } from './stock-events.ts'
import { ensureLevel, lockLevelsOfVariants, moveStock, readStockLevel } from './stock-store.ts'
import type { StockLevelRow } from './stock-store.ts'

/** The most units that one adjustment moves. */
export const MAXIMUM_DELTA = 1_000_000

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
    delta === 0 || Math.abs(delta) > MAXIMUM_DELTA
      ? userError('OUT_OF_RANGE', `Units must be from 1 to ${MAXIMUM_DELTA}, or as many negative.`, ['input', 'delta'])
      : null,
    note === null ? null : checkText(note, ['input', 'note'], { min: 0, max: 500 }),
  )

  return context.transact(async (tx) => {
    const request = {
      key: idempotencyKey,
      scope: `${viewer.id}:adjustStock`,
      input,
      field: ['input', 'idempotencyKey'],
    }
    const levelId = await once(tx, request, async () => {
      const id = await ensureLevel(tx, randomUUID(), variantId, locationId)
      if (id === null) throw new Refusal(userError('NOT_FOUND', 'There is no such variant or location.', ['input']))
      const level = (await lockLevelsOfVariants(tx, [variantId])).find((locked) => locked.id === id)
      if (level && level.available + delta < 0) {
        const message = `Only ${level.available} units are available.`
        throw new Refusal(userError('INSUFFICIENT_STOCK', message, ['input', 'delta']))
      }
      const origin = { kind: 'ADJUSTMENT' as const, actorId: viewer.id, reason, note }
      const moved = await moveStock(tx, origin, [{ stockLevelId: id, onHandDelta: delta, reservedDelta: 0 }])
      await appendStockEvents(tx, moved)
      return id
    })
    return readStockLevel(tx, levelId)
  })
}
