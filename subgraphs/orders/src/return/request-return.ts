import { once } from '@shop/subgraph/idempotency'
import { checkText } from '@shop/subgraph/input'
import { newId } from '@shop/subgraph/new-id'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { canViewOrder } from '../authorize.ts'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { recordHistory } from '../history/history-store.ts'
import { actorOf } from '../history/history.ts'
import { findOrderLines, lockOrder, updateOrder } from '../order/order-store.ts'
import type { OrderLine } from '../order/order.ts'
import { refuseStale } from '../order/refuse-stale.ts'
import { isReturnable, refundTotalOf, type UnitsByLine } from './return.ts'
import { countReturnedUnits, insertReturn } from './return-store.ts'

export type RequestReturnInput = {
  idempotencyKey: string
  orderId: string
  expectedVersion?: number
  lines: { orderLineId: string; quantity: number }[]
  reason: string
}

const MAXIMUM_LINES = 100

/** Asks to send back units of a delivered order, and answers the id of the return. */
export async function requestReturn(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: RequestReturnInput,
): Promise<string> {
  refuseIfAny(checkText(input.reason, ['input', 'reason'], { max: 500 }))
  if (input.lines.length < 1 || input.lines.length > MAXIMUM_LINES) {
    throw refusal('INVALID_QUANTITY', ['input', 'lines'], 'A return has 1 to 100 lines.')
  }
  const scope = `${viewer.id}:requestReturn`
  const key = { key: idempotencyKey, scope, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const now = clock.now()
      const order = await lockOrder(tx, input.orderId)
      if (!order || !canViewOrder(viewer, order)) throw refusal('NOT_FOUND', ['input', 'orderId'])
      refuseStale(order, input.expectedVersion)
      if (!isReturnable(order.status)) throw refusal('NOT_RETURNABLE', ['input', 'orderId'])

      const lines = await findOrderLines(tx, order.id)
      const returnedBefore = await countReturnedUnits(tx, order.id)
      const units = sumUnits(input.lines, lines, returnedBefore)
      const return_ = {
        id: newId(),
        orderId: order.id,
        status: 'REQUESTED',
        reason: input.reason.trim(),
        refundTotal: refundTotalOf(lines, units, returnedBefore),
        currencyCode: order.currencyCode,
        rejection: null,
        requestedAt: now,
        decidedAt: null,
        receivedAt: null,
      } as const
      await insertReturn(tx, return_, units)
      await updateOrder(tx, order, {}, now)
      const count = [...units.values()].reduce((sum, quantity) => sum + quantity, 0)
      const words = `${count} units were asked back.`
      await recordHistory(tx, order.id, 'RETURN_REQUESTED', words, now, actorOf(viewer, order))
      return return_.id
    }),
  )
}

/** The units by line; the same line may be named more than once. */
function sumUnits(
  asked: RequestReturnInput['lines'],
  lines: readonly OrderLine[],
  returnedBefore: UnitsByLine,
): Map<string, number> {
  const units = new Map<string, number>()
  for (const [index, { orderLineId, quantity }] of asked.entries()) {
    const field = ['input', 'lines', String(index)]
    const line = lines.find(({ id }) => id === orderLineId)
    if (!line) throw refusal('NOT_FOUND', [...field, 'orderLineId'])
    const sum = (units.get(orderLineId) ?? 0) + quantity
    const returnable = line.quantity - (returnedBefore.get(orderLineId) ?? 0)
    if (quantity < 1 || sum > returnable) {
      throw refusal('INVALID_QUANTITY', [...field, 'quantity'], `Units of this line that can come back: ${returnable}.`)
    }
    units.set(orderLineId, sum)
  }
  return units
}
