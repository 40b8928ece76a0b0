import {
  OrderCancelled,
  OrderConfirmed,
  OrderEdited,
  OrderPlaced,
  ReturnReceived,
  ShipmentCreated,
} from '@shop/schema/events/orders'
import {
  OrderEditCovered,
  PaymentActionEnded,
  PaymentActionRequired,
  PaymentAuthorized,
  PaymentBalanceDue,
  PaymentCanceled,
  PaymentCaptured,
  PaymentDisputed,
  PaymentFailed,
  RefundFailed,
  RefundSettled,
} from '@shop/schema/events/payments'
import { randomUUID } from 'node:crypto'
import type { Tell, Told } from './event-mill.ts'

/**
 * What the customer's bank does. REGRETS: it pays what an edit adds only by another card, takes money back for a while, and refuses
 * what is given back at first. SHIPS: it pays, and the money is captured with the parcels.
 */
export type Bank = 'PAYS' | 'ASKS' | 'DECLINES' | 'REGRETS' | 'SHIPS'

/** Payments as far as orders sees it: the order's money as a whole, of facts that come in any order. */
export function simulatePayments(orderId: string, bank: Bank, tell: Tell) {
  const paymentId = randomUUID()
  const money = (amount: number) => ({ amount, currencyCode: 'EUR' })
  const payment = (amount: number) => ({ orderId, paymentId, amount: money(amount) })
  const facts = { total: 0, version: 0, reserved: false, confirmed: false, cancelled: false }
  const owed = new Map<string, number>()
  /** What of the total has left in parcels, as the newest word has it. */
  let shipped = { amount: 0, version: 0 }
  let status: 'NONE' | 'AUTHORIZED' | 'FAILED' | 'CANCELED' = 'NONE'
  let captured = 0
  let refunded = 0
  let isPaid = false
  let coveredVersion = 0

  function refund(wanted: number, returnId: string | null): void {
    const amount = Math.min(wanted, captured - refunded)
    refunded += amount
    const totals = { refundedTotal: money(refunded), capturedTotal: money(captured) }
    const wantedBack = { ...payment(amount), refundId: randomUUID(), returnId }
    if (bank === 'REGRETS') tell(RefundFailed, { ...wantedBack, code: 'lost_or_stolen_card' })
    tell(RefundSettled, { ...wantedBack, ...totals })
  }

  /** The customer does what they are asked for. */
  function askCustomer(amount: number, attempt: number): void {
    for (const asking of [PaymentActionRequired, PaymentActionEnded]) tell(asking, { ...payment(amount), attempt })
  }

  function tellPaid(amount: number): void {
    isPaid = true
    tell(PaymentCaptured, payment(amount))
  }

  function noteShipped(news: { shipped?: { amount: number } | undefined; version?: number | undefined }): void {
    const { shipped: told, version = 0 } = news
    if (told && version > shipped.version) shipped = { amount: told.amount, version }
  }

  function pursue(): void {
    if (facts.cancelled) {
      if (captured > refunded) refund(captured - refunded, null)
      else if (captured === 0 && status !== 'CANCELED') {
        status = 'CANCELED'
        tell(PaymentCanceled, payment(facts.total))
      }
      return
    }
    if (status === 'NONE' && facts.reserved && facts.total > 0) {
      if (bank === 'ASKS') askCustomer(facts.total, 0)
      status = bank === 'DECLINES' ? 'FAILED' : 'AUTHORIZED'
      if (status === 'FAILED') tell(PaymentFailed, { ...payment(facts.total), code: 'card_declined' })
      else tell(PaymentAuthorized, { ...payment(facts.total), ...(bank === 'SHIPS' ? { capturedOn: 'SHIPMENT' } : {}) })
    }
    if (status !== 'AUTHORIZED' || !facts.confirmed) return
    const returned = [...owed.values()].reduce((sum, amount) => sum + amount, 0)
    const net = captured - refunded + returned
    const due = bank === 'SHIPS' ? Math.min(facts.total, shipped.amount) : facts.total
    const isWhole = due === facts.total
    if (net < due) {
      const missing = due - net
      if (bank === 'REGRETS' && captured > 0) {
        tell(PaymentBalanceDue, { ...payment(missing), code: 'card_declined', amountDue: money(missing) })
      }
      if (bank === 'ASKS' && captured > 0) askCustomer(missing, captured)
      captured += missing
      if (isWhole) tellPaid(missing)
      if (bank === 'REGRETS') {
        for (const status of ['WITHDRAWN', 'REINSTATED'] as const)
          tell(PaymentDisputed, { ...payment(missing), status })
      }
      // An edit has made the rest of it as much as was captured before: what is held beyond is let go.
    } else if (isWhole && captured > 0 && !isPaid) tellPaid(0)
    if (facts.version > coveredVersion) {
      coveredVersion = facts.version
      tell(OrderEditCovered, { orderId, version: coveredVersion, total: money(facts.total) })
    }
    if (net > facts.total) refund(net - facts.total, null)
  }

  return {
    /** What the shop has in the end. */
    kept: () => captured - refunded,
    captured: () => captured,
    /** Inventory has set everything aside. */
    hearReserved(): void {
      facts.reserved = true
      pursue()
    },
    hear({ type, data }: Told): void {
      if (type === OrderPlaced.type && facts.version === 0) facts.total = OrderPlaced.parse(data).total.amount
      if (type === OrderConfirmed.type) facts.confirmed = true
      if (type === OrderCancelled.type) facts.cancelled = true
      if (type === OrderEdited.type) {
        const { total, version } = OrderEdited.parse(data)
        if (version > facts.version) Object.assign(facts, { total: total.amount, version })
        noteShipped(OrderEdited.parse(data))
      }
      if (type === ShipmentCreated.type) noteShipped(ShipmentCreated.parse(data))
      pursue()
      if (type === ReturnReceived.type) {
        const { returnId, refund: back } = ReturnReceived.parse(data)
        if (back.amount === 0) return
        owed.set(returnId, back.amount)
        refund(back.amount, returnId)
      }
    },
  }
}
