import { refusal } from '../errors.ts'
import type { ReturnLine } from './return.ts'

/** Units of an order's line that have arrived: to be sold again, and not. */
export type ReceivedLine = { orderLineId: string; restock: number; writeOff: number }

/** What has arrived of each line of a return: what staff say, or all of it. Throws a Refusal for more than was asked back, and for nothing. */
export function readReceipt(asked: readonly ReturnLine[], given: readonly ReceivedLine[] | null): ReceivedLine[] {
  if (given === null) return asked.map(({ orderLineId, quantity }) => ({ orderLineId, restock: quantity, writeOff: 0 }))
  const seen = new Set<string>()
  for (const [index, { orderLineId, restock, writeOff }] of given.entries()) {
    const field = ['input', 'lines', String(index)]
    const line = asked.find((other) => other.orderLineId === orderLineId)
    if (!line || seen.has(orderLineId)) throw refusal('NOT_FOUND', [...field, 'orderLineId'])
    if (restock < 0 || writeOff < 0 || restock + writeOff > line.quantity) throw refusal('INVALID_QUANTITY', field)
    seen.add(orderLineId)
  }
  const receipt = asked.map(
    ({ orderLineId }) =>
      given.find((line) => line.orderLineId === orderLineId) ?? { orderLineId, restock: 0, writeOff: 0 },
  )
  if (receipt.every(({ restock, writeOff }) => restock + writeOff === 0)) {
    throw refusal('INVALID_QUANTITY', ['input', 'lines'], 'Nothing has arrived.')
  }
  return receipt
}
