import { appendEvents } from '@shop/events/outbox'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { once } from '@shop/subgraph/idempotency'
import { refuseIfAny, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { randomUUID } from 'node:crypto'
import type { StockTransact } from '../context.ts'
import { moveStock } from './move-stock.ts'
import { openLevels, refuseTaking } from './open-level.ts'
import { readStockLevel } from './stock-store.ts'
import type { StockLevelRow } from './stock-store.ts'
import { checkNote, checkUnits } from './units.ts'

/** Units that go from one location to another. Ids are global. */
export type StockTransfer = {
  idempotencyKey: string
  variantId: string
  fromLocationId: string
  toLocationId: string
  quantity: number
  reason: string
  note?: string | null
}

/**
 * Moves units that are not set aside between two levels of a variant, once per idempotency key. Both sides are one statement, so they
 * are never nowhere or twice.
 * Throws a Refusal: NOT_FOUND, OUT_OF_RANGE, SAME_LOCATION, TOO_LONG, INSUFFICIENT_STOCK, or those of the idempotency key.
 */
export async function transferStock(
  context: { transact: StockTransact },
  viewer: Viewer,
  { idempotencyKey, ...input }: StockTransfer,
): Promise<{ from: StockLevelRow; to: StockLevelRow }> {
  const variantId = fromGlobalId(input.variantId, 'ProductVariant', ['input', 'variantId'])
  const fromId = fromGlobalId(input.fromLocationId, 'Location', ['input', 'fromLocationId'])
  const toId = fromGlobalId(input.toLocationId, 'Location', ['input', 'toLocationId'])
  const { quantity, reason, note = null } = input
  refuseIfAny(
    checkUnits(quantity, 1, ['input', 'quantity']),
    fromId === toId ? userError('SAME_LOCATION', 'The two locations are one.', ['input', 'toLocationId']) : null,
    checkNote(note),
  )
  const scope = `${viewer.id}:transferStock`
  const request = { key: idempotencyKey, scope, input, field: ['input', 'idempotencyKey'] }

  return context.transact(async (tx) => {
    const moved = await once(tx, request, async () => {
      const { stock, levels } = await openLevels(tx, variantId, [fromId, toId])
      const [from, to] = levels as [(typeof levels)[number], (typeof levels)[number]]
      refuseTaking(from, quantity, ['input', 'quantity'])
      const origin = { kind: 'TRANSFER' as const, transferId: randomUUID(), actorId: viewer.id, reason, note }
      const movements = [
        { stockLevelId: from.id, onHandDelta: -quantity, reservedDelta: 0, ...origin },
        { stockLevelId: to.id, onHandDelta: quantity, reservedDelta: 0, ...origin },
      ]
      await appendEvents(tx, await moveStock(tx, stock, movements))
      return { from: from.id, to: to.id }
    })
    return { from: await readStockLevel(tx, moved.from), to: await readStockLevel(tx, moved.to) }
  })
}
