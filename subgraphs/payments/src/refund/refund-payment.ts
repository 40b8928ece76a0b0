import { once } from '@shop/subgraph/idempotency'
import { checkText } from '@shop/subgraph/input'
import { toMinorUnits } from '@shop/subgraph/money'
import { transact } from '@shop/subgraph/transact'
import { Refusal, refuseIfAny, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { RequestContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import type { UserErrorCode } from '../errors.ts'
import type { OrderRow } from '../order/order-store.ts'
import { refundableAmount } from '../payment/payment.ts'
import { lockPayment } from '../payment/lock-payment.ts'
import { reserveForRefund } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { owedOfRefused, type Owed } from './owed-money.ts'
import { findRefund, insertRefund } from './refund-store.ts'

export type RefundPaymentInput = {
  idempotencyKey: string
  paymentId: string
  /** In the currency's major unit; null for all that is left. */
  amount: { amount: string; currencyCode: string } | null
  reason: string
  /** The refund that the provider refused and that this one is made for. Left out, and not null: a key from before it existed is known again. */
  makesGood?: string
}

/** Promises a part of a captured payment back; a worker asks the provider. Gives the refund's id. Throws Refusal. */
export async function refundPayment(
  { database, clock, wake }: Pick<RequestContext, 'database' | 'clock' | 'wake'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: RefundPaymentInput,
): Promise<string> {
  const reason = input.reason.trim()
  refuseIfAny(checkText(reason, ['input', 'reason'], { max: 200 }))
  const request = {
    key: idempotencyKey,
    scope: `${viewer.id}:refundPayment`,
    input,
    field: ['input', 'idempotencyKey'],
  }
  const work = async (tx: Transaction) => {
    const { order, payments, payment } = await lockPayment(tx, input.paymentId)
    if (!order || !payment) throw refused('NOT_FOUND', 'There is no such payment.', 'paymentId')
    const goodwill: Owed = { cause: 'ADMIN', amount: refundableAmount(payment) }
    const owed = input.makesGood === undefined ? goodwill : await owedFor(tx, order, payments, input.makesGood)
    const amount = amountOf(payment, owed, input.amount)
    // The lock keeps the sum above honest; this statement and the table's CHECK keep it so if somebody forgets the lock.
    if (!(await reserveForRefund(tx, payment.id, amount))) throw tooLarge()
    const { currency } = payment
    const refund = await insertRefund(tx, {
      paymentId: payment.id,
      ...owed,
      amount,
      currency,
      reason,
      requestedBy: viewer.id,
      now: clock.now(),
    })
    return refund.id
  }
  return transact(database, (tx: Transaction) => once(tx, request, () => work(tx)), { onCommit: wake })
}

/** What is owed where the provider refused to give money of this order back. */
async function owedFor(
  tx: Transaction,
  order: OrderRow,
  payments: readonly PaymentRow[],
  refusedId: string,
): Promise<Owed> {
  const refund = await findRefund(tx, refusedId)
  if (!refund || !payments.some(({ id }) => id === refund.paymentId)) {
    throw refused('NOT_FOUND', 'The order has no such refund.', 'makesGood')
  }
  const owed = refund.status === 'FAILED' ? await owedOfRefused(tx, order, payments, refund) : null
  if (!owed || owed.amount <= 0n) throw refused('NOT_REFUNDABLE', 'Nothing of it is owed any more.', 'makesGood')
  return owed
}

function amountOf(payment: PaymentRow, owed: Owed, wanted: RefundPaymentInput['amount']): bigint {
  const refundable = refundableAmount(payment)
  const left = owed.amount < refundable ? owed.amount : refundable
  if (payment.status !== 'SUCCEEDED' || left === 0n) {
    throw refused('NOT_REFUNDABLE', 'Nothing of this payment can be given back.', 'paymentId')
  }
  if (!wanted) return left
  if (wanted.currencyCode !== payment.currency) {
    throw refused('CURRENCY_MISMATCH', `The payment is in ${payment.currency}.`, 'amount', 'currencyCode')
  }
  const amount = toMinorUnits(wanted.amount, payment.currency)
  if (amount === null || amount <= 0) {
    throw refused('INVALID_AMOUNT', `This is no amount of ${payment.currency} above zero.`, 'amount', 'amount')
  }
  if (BigInt(amount) > left) throw tooLarge()
  return BigInt(amount)
}

function tooLarge(): Refusal {
  return refused('AMOUNT_TOO_LARGE', 'This is more than can still be given back.', 'amount', 'amount')
}

function refused(code: UserErrorCode, message: string, ...field: string[]): Refusal {
  return new Refusal(userError(code, message, ['input', ...field]))
}
