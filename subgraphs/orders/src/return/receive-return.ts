import { once } from '@shop/subgraph/idempotency'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { recordHistory } from '../history/history-store.ts'
import { fulfillmentCanBecome } from '../order/fulfillment-status.ts'
import { announceReturnReceived } from '../order/order-events.ts'
import { findOrderLines, updateOrder } from '../order/order-store.ts'
import type { OrderLine } from '../order/order.ts'
import { deliveryTotal } from '../order/totals.ts'
import { lockReturn } from './decide-return.ts'
import { readReceipt, type ReceivedLine } from './receipt.ts'
import { isEverythingReturned, refundTotalOf, returnCanBecome, type ReturnedUnits } from './return.ts'
import { countReturnedUnits, findReturnLines, recordReceipt, updateReturn } from './return-store.ts'

/** `lines` is left out, and not null, when everything has arrived: a key from before it existed is known again. */
export type ReceiveReturnInput = {
  idempotencyKey: string
  returnId: string
  expectedVersion?: number
  lines?: ReceivedLine[]
}

/** Records what has arrived of a return, and answers its id. One that had arrived before stays as it is. */
export async function receiveReturn(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: ReceiveReturnInput,
): Promise<string> {
  const key = { key: idempotencyKey, scope: `${viewer.id}:receiveReturn`, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) => once(tx, key, () => receive(tx, viewer, input, clock.now())))
}

async function receive(
  tx: Transaction,
  viewer: Viewer,
  { returnId, expectedVersion, lines: given }: Omit<ReceiveReturnInput, 'idempotencyKey'>,
  now: Date,
): Promise<string> {
  const { order, return_ } = await lockReturn(tx, returnId, expectedVersion)
  if (return_.status === 'REJECTED') throw refusal('RETURN_CLOSED', ['input', 'returnId'])
  if (!returnCanBecome(return_.status, 'RECEIVED')) return returnId

  const receipt = readReceipt(await findReturnLines(tx, { returnId: { in: [returnId] } }), given ?? null)
  const arrived = new Map(receipt.map(({ orderLineId, restock, writeOff }) => [orderLineId, restock + writeOff]))
  const lines = await findOrderLines(tx, order.id)
  const before = await countReturnedUnits(tx, order.id, { arrived: true })
  const all = new Map(lines.map(({ id }) => [id, (before.get(id) ?? 0) + (arrived.get(id) ?? 0)]))
  const isAll = isEverythingReturned(lines, all)
  // Who keeps nothing is given the delivery's cost back too, as the law of the EU has it (directive 2011/83, article 13).
  const refundTotal = refundTotalOf(lines, arrived, before) + (isAll ? deliveryTotal(order) : 0)

  await recordReceipt(
    tx,
    returnId,
    receipt.map(({ orderLineId, restock, writeOff }) => ({
      orderLineId,
      received: restock + writeOff,
      writtenOff: writeOff,
    })),
  )
  await updateReturn(tx, returnId, { status: 'RECEIVED', receivedAt: now, refundTotal })
  // Where nothing was paid nothing is given back, and payments will not say so.
  if (refundTotal === 0) await updateReturn(tx, returnId, { status: 'REFUNDED', refundedAt: now })

  const isReturned = isAll && fulfillmentCanBecome(order.fulfillmentStatus, 'RETURNED')
  const changed = await updateOrder(tx, order, isReturned ? { fulfillmentStatus: 'RETURNED' } : {}, now)
  const words = `A return arrived: ${describe(receipt)}.`
  await recordHistory(tx, order.id, 'RETURN_RECEIVED', words, now, { kind: 'STAFF', id: viewer.id })
  await announceReturnReceived(tx, changed, { ...return_, refundTotal }, returnedUnits(lines, receipt))
  return returnId
}

function returnedUnits(lines: readonly OrderLine[], receipt: readonly ReceivedLine[]): ReturnedUnits[] {
  const variantOf = new Map(lines.map((line) => [line.id, line.variantId]))
  return receipt.flatMap(({ orderLineId, restock, writeOff }) => {
    const line = { lineId: orderLineId, variantId: variantOf.get(orderLineId) as string }
    return [
      { ...line, quantity: restock, disposition: 'RESTOCK' as const },
      { ...line, quantity: writeOff, disposition: 'WRITE_OFF' as const },
    ].filter(({ quantity }) => quantity > 0)
  })
}

function describe(receipt: readonly ReceivedLine[]): string {
  const restocked = receipt.reduce((sum, { restock }) => sum + restock, 0)
  const writtenOff = receipt.reduce((sum, { writeOff }) => sum + writeOff, 0)
  return `${restocked} units to be sold again, ${writtenOff} written off`
}
