import { demoId } from './random.ts'

/** What the provider was asked and answered, oldest first. The seed books captures and refunds in the ledger. */
export type DemoTransaction = {
  id: string
  kind: 'AUTHORIZATION' | 'CAPTURE' | 'VOID' | 'REFUND'
  status: 'SUCCEEDED' | 'FAILED'
  /** Minor units. */
  amount: number
  failureCode: string | null
  createdAt: Date
}

export type DemoRefund = { id: string; amount: number; reason: string; createdAt: Date }

/** One per order. All payments are final. */
export type DemoPayment = {
  id: string
  status: 'SUCCEEDED' | 'CANCELED'
  amount: number
  currencyCode: 'EUR'
  /** The sandbox provider's token. */
  paymentMethod: 'pm_card_visa' | 'pm_card_chargeDeclined'
  amountCaptured: number
  amountRefunded: number
  failureCode: string | null
  transactions: DemoTransaction[]
  refund: DemoRefund | null
  createdAt: Date
  updatedAt: Date
}

/** How the money went: with the order's end, whichever that was. */
export type PaymentCourse = 'PAID' | 'REFUNDED' | 'DECLINED' | 'VOIDED'

const transactionsPerOrder = 4
const second = 1000

/**
 * The payment of an order of `amount` minor units. `endedAt` is when a cancelled order was cancelled; a refund follows
 * within the hour.
 */
export function paymentOf(
  orderIndex: number,
  course: PaymentCourse,
  amount: number,
  placedAt: Date,
  endedAt: Date,
): DemoPayment {
  const transactions: DemoTransaction[] = []
  const book = (kind: DemoTransaction['kind'], createdAt: Date, failureCode: string | null = null): Date => {
    const id = demoId('payment-transaction', orderIndex * transactionsPerOrder + transactions.length)
    const status = failureCode === null ? 'SUCCEEDED' : 'FAILED'
    transactions.push({ id, kind, status, amount, failureCode, createdAt })
    return createdAt
  }
  const later = (date: Date, milliseconds: number): Date => new Date(date.getTime() + milliseconds)
  const captured = course === 'PAID' || course === 'REFUNDED'
  const failureCode = course === 'DECLINED' ? 'card_declined' : null
  let refund: DemoRefund | null = null
  // Out of stock: the provider was never asked.
  let updatedAt = course === 'VOIDED' ? endedAt : book('AUTHORIZATION', later(placedAt, 3 * second), failureCode)
  if (captured) updatedAt = book('CAPTURE', later(placedAt, 6 * second))
  if (course === 'REFUNDED') {
    refund = { id: demoId('refund', orderIndex), amount, reason: 'Order cancelled', createdAt: endedAt }
    updatedAt = book('REFUND', later(endedAt, 40 * 60 * second))
  }
  return {
    id: demoId('payment', orderIndex),
    status: captured ? 'SUCCEEDED' : 'CANCELED',
    amount,
    currencyCode: 'EUR',
    paymentMethod: course === 'DECLINED' ? 'pm_card_chargeDeclined' : 'pm_card_visa',
    amountCaptured: captured ? amount : 0,
    amountRefunded: refund?.amount ?? 0,
    failureCode,
    transactions,
    refund,
    createdAt: placedAt,
    updatedAt,
  }
}
