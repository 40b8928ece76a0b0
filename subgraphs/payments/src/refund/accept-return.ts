import type { ConsumerContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { recordOrderNews, recordOrderReturn } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'

/** Remembers what is to be given back for a return: at once, or as soon as the payment is captured. */
export async function acceptReturn(
  tx: Transaction,
  received: { orderId: string; returnId: string; refund: { amount: number; currencyCode: string } },
  receivedAt: Date,
  context: ConsumerContext,
): Promise<void> {
  const { orderId, returnId, refund } = received
  const { currency } = await recordOrderNews(tx, { orderId }, receivedAt)
  if (currency !== null && currency !== refund.currencyCode) {
    throw new Error(`return ${returnId} is in ${refund.currencyCode}, its order in ${currency}`)
  }
  const orderReturn = {
    id: returnId,
    orderId,
    amount: BigInt(refund.amount),
    currency: refund.currencyCode,
    receivedAt,
  }
  await pursueOrder(tx, await recordOrderReturn(tx, orderReturn), context)
}
