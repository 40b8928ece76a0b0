import { isLive, PAYMENT_GOALS } from '../payment/payment.ts'
import type { PaymentGoal, PaymentOperation, PaymentStatus } from '../payment/payment.ts'
import { goalOf, shippedOf, totalOf } from './order.ts'
import type { OrderFacts } from './order.ts'

/** What decides about an order's money. Amounts in minor units. */
export type OrderMoney = OrderFacts & {
  total: bigint | null
  editedTotal: bigint | null
  /** What of the total has left in parcels: their shares, and what was told of all together. */
  shipped: bigint
  shippedTold: bigint | null
}

/** The part of a payment that the plan looks at. */
export type PaymentMoney = {
  id: string
  status: PaymentStatus
  goal: PaymentGoal
  operation: PaymentOperation | null
  amount: bigint
  amountCaptured: bigint
  captureTarget: bigint
  isLastCapture: boolean
  canCaptureInParts: boolean
  /** Given back, or promised, because the order became cheaper. */
  amountReduced: bigint
}

/** What a payment is to do from now on. */
export type PaymentPlan = Pick<PaymentMoney, 'id' | 'goal' | 'amount' | 'captureTarget' | 'isLastCapture'>

export type MoneyPlan = {
  /** Payments whose plan changes. */
  changes: PaymentPlan[]
  /** What no payment covers. */
  uncovered: bigint
  /** What was captured above the total and not given back. */
  excess: bigint
}

/**
 * Spreads what the order costs over its payments, the oldest first, and says how much of each is to be captured by now: all of
 * it when the order is confirmed, or what has left in parcels. Whatever is not needed any more is released. A payment
 * that has not been asked for yet is simply made to cost what the order costs.
 */
export function planMoney(
  order: OrderMoney,
  payments: readonly PaymentMoney[],
  { capturesPerShipment }: { capturesPerShipment: boolean },
): MoneyPlan {
  const goal = goalOf(order)
  const total = totalOf(order)
  if (goal === 'CANCEL' || total === null) {
    return { changes: payments.flatMap((payment) => changed(payment, { goal })), uncovered: 0n, excess: 0n }
  }
  const due = goal === 'CAPTURE' ? (capturesPerShipment ? least(total, shippedOf(order)) : total) : 0n
  const live = payments.filter(isLive)
  const captured = capturedOf(live)
  let uncovered = total - least(captured, total)
  let undue = due - least(captured, due)
  const changes: PaymentPlan[] = []
  for (const payment of live.filter(({ status }) => status !== 'SUCCEEDED')) {
    const amount = isUnasked(payment) && payments.length === 1 ? total : payment.amount
    const rest = least(amount - payment.amountCaptured, uncovered)
    const restDue = least(rest, undue)
    uncovered -= rest
    undue -= restDue
    const share = payment.amountCaptured + rest
    const shareDue = payment.amountCaptured + restDue
    changes.push(
      ...changed(payment, { amount, ...planOf(payment, { goal, share, shareDue, isAllDue: due === total }) }),
    )
  }
  return {
    changes,
    uncovered: goal === 'NONE' ? 0n : uncovered,
    excess: excessOf(total, payments),
  }
}

/** What was captured above the total and not given back, in minor units. */
export function excessOf(
  total: bigint,
  payments: readonly Pick<PaymentMoney, 'status' | 'goal' | 'amountCaptured' | 'amountReduced'>[],
): bigint {
  const captured = capturedOf(payments.filter(isLive))
  return captured > total ? captured - total : 0n
}

function planOf(
  payment: PaymentMoney,
  { goal, share, shareDue, isAllDue }: { goal: PaymentGoal; share: bigint; shareDue: bigint; isAllDue: boolean },
): Omit<PaymentPlan, 'id' | 'amount'> {
  const { amountCaptured } = payment
  // The order became cheaper, and the other payments cover it.
  if (goal === 'CAPTURE' && share === 0n && payment.amount > 0n && amountCaptured === 0n) {
    return { goal: 'CANCEL', captureTarget: 0n, isLastCapture: false }
  }
  // A provider that captures only once captures all at the first parcel.
  const isAuthorized = payment.status === 'REQUIRES_CAPTURE'
  const isOnlyOnce = isAuthorized && shareDue > amountCaptured && !payment.canCaptureInParts
  return {
    goal,
    captureTarget: isOnlyOnce ? share : shareDue,
    isLastCapture: goal === 'CAPTURE' && (isAllDue || isOnlyOnce),
  }
}

/** The plan if it changes anything. A goal is only ever raised. */
function changed(payment: PaymentMoney, plan: Partial<PaymentPlan>): PaymentPlan[] {
  const { id, amount, captureTarget, isLastCapture } = payment
  const goal = plan.goal && rank(plan.goal) > rank(payment.goal) ? plan.goal : payment.goal
  const next = { id, amount, captureTarget, isLastCapture, ...plan, goal }
  const isSame =
    goal === payment.goal &&
    next.amount === amount &&
    next.captureTarget === captureTarget &&
    next.isLastCapture === isLastCapture
  return isSame ? [] : [next]
}

function isUnasked({ status, operation }: PaymentMoney): boolean {
  return status === 'REQUIRES_CONFIRMATION' && operation === null
}

/** What is captured counts first, whatever payment it is of; what went back because the order became cheaper does not. */
function capturedOf(payments: readonly Pick<PaymentMoney, 'amountCaptured' | 'amountReduced'>[]): bigint {
  return payments.reduce((sum, { amountCaptured, amountReduced }) => sum + amountCaptured - amountReduced, 0n)
}

function rank(goal: PaymentGoal): number {
  return PAYMENT_GOALS.indexOf(goal)
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
