import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { EventMoney } from './money.ts'

/** What every event about a payment says of it. Subject of all of them: the order. */
const payment = { orderId: z.uuid(), paymentId: z.uuid(), amount: EventMoney }

/**
 * All that the order costs is set aside at the customer's bank. `capturedOn` says when it is captured: with its parcels, or
 * (absent) when the order is confirmed.
 */
export const PaymentAuthorized = defineEvent(
  'payments',
  'PaymentAuthorized',
  z.object({ ...payment, capturedOn: z.enum(['SHIPMENT']).optional() }),
)

/** The customer must act before the payment goes on. `attempt` counts from 0 how often they were asked before. */
export const PaymentActionRequired = defineEvent(
  'payments',
  'PaymentActionRequired',
  z.object({ ...payment, attempt: z.int().nonnegative().optional() }),
)

/**
 * What PaymentActionRequired of the same `attempt` asked the customer for is not waited for any more: they did it, their bank has said
 * what came of it, or the payment is not needed.
 */
export const PaymentActionEnded = defineEvent(
  'payments',
  'PaymentActionEnded',
  z.object({ ...payment, attempt: z.int().nonnegative() }),
)

/** The last of what the order costs was captured: `amount` now, `capturedTotal` in all. */
export const PaymentCaptured = defineEvent(
  'payments',
  'PaymentCaptured',
  z.object({ ...payment, capturedTotal: EventMoney.optional() }),
)

/** A part of what the order costs was captured: `amount` now, `capturedTotal` in all. More follows. */
export const PaymentPartiallyCaptured = defineEvent(
  'payments',
  'PaymentPartiallyCaptured',
  z.object({ ...payment, capturedTotal: EventMoney }),
)

/** A payment of a confirmed order came to nothing, and `amountDue` of what it costs is covered by no other. So nothing is owed but for returns. */
export const PaymentBalanceDue = defineEvent(
  'payments',
  'PaymentBalanceDue',
  z.object({ ...payment, code: z.string(), amountDue: EventMoney }),
)

/**
 * All that an order costs since its edit of this `version` (OrderEdited) is captured or set aside. `owedTotal` as of RefundSettled: nothing, where
 * the edit made dear again what was not given back before. Told once of each edit.
 */
export const OrderEditCovered = defineEvent(
  'payments',
  'OrderEditCovered',
  z.object({ orderId: z.uuid(), version: z.int().positive(), total: EventMoney, owedTotal: EventMoney.optional() }),
)

/** The customer's bank withdrew captured money (`amount`), or gave it back: `withdrawnTotal` of the order's money in all is withdrawn now. */
export const PaymentDisputed = defineEvent(
  'payments',
  'PaymentDisputed',
  z.object({ ...payment, status: z.enum(['WITHDRAWN', 'REINSTATED']), withdrawnTotal: EventMoney.optional() }),
)

/** The payment was declined or failed, finally: nothing is set aside or captured. `code` as Stripe names it. */
export const PaymentFailed = defineEvent('payments', 'PaymentFailed', z.object({ ...payment, code: z.string() }))

/** The payment was given up before it was captured, because the order was cancelled. */
export const PaymentCanceled = defineEvent('payments', 'PaymentCanceled', z.object(payment))

/**
 * Money was given back: `amount` by this refund, `refundedTotal` of `capturedTotal` in all. `returnId` when it is the last of a return. `owedTotal` is what the
 * customer is owed after it, returns aside, and was not given back: of a cancelled order, or one that became cheaper. `cause` is what it was given back for.
 */
export const RefundSettled = defineEvent(
  'payments',
  'RefundSettled',
  z.object({
    ...payment,
    refundId: z.uuid(),
    returnId: z.uuid().nullable(),
    refundedTotal: EventMoney,
    capturedTotal: EventMoney,
    owedTotal: EventMoney.optional(),
    cause: z.enum(['ADMIN', 'RETURN', 'ORDER_CANCELLED', 'ORDER_EDITED']).optional(),
  }),
)

/** The provider refused to give money back that is owed: people see to it. `returnId` when it is for a return. `code` as Stripe names it. */
export const RefundFailed = defineEvent(
  'payments',
  'RefundFailed',
  z.object({ ...payment, refundId: z.uuid(), returnId: z.uuid().nullable(), code: z.string() }),
)
