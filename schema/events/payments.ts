import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { EventMoney } from './money.ts'

/** What every event about a payment says of it. Subject of all of them: the order. */
const payment = { orderId: z.uuid(), paymentId: z.uuid(), amount: EventMoney }

/** The money is set aside at the customer's bank. */
export const PaymentAuthorized = defineEvent('payments', 'PaymentAuthorized', z.object(payment))

/** The customer must act before the payment goes on. */
export const PaymentActionRequired = defineEvent('payments', 'PaymentActionRequired', z.object(payment))

/** The money was captured. */
export const PaymentCaptured = defineEvent('payments', 'PaymentCaptured', z.object(payment))

/** The payment was declined or failed, finally: nothing is set aside or captured. `code` as Stripe names it. */
export const PaymentFailed = defineEvent('payments', 'PaymentFailed', z.object({ ...payment, code: z.string() }))

/** The payment was given up before it was captured, because the order was cancelled. */
export const PaymentCanceled = defineEvent('payments', 'PaymentCanceled', z.object(payment))

/** Money was given back: `amount` by this refund, `refundedTotal` of `capturedTotal` in all. `returnId` when it is for a return. */
export const RefundSettled = defineEvent(
  'payments',
  'RefundSettled',
  z.object({
    ...payment,
    refundId: z.uuid(),
    returnId: z.uuid().nullable(),
    refundedTotal: EventMoney,
    capturedTotal: EventMoney,
  }),
)
