import { describe, expect, it } from 'vitest'
import { products } from './catalogue.ts'
import { nextOrderSequence, orders, ordersOf } from './orders.ts'
import { demoNow, registeredAt, userCount } from './people.ts'

const all = [...orders(1)]
const variantIds = new Set([...products(1)].flatMap((product) => product.variants.map((variant) => variant.id)))

describe('orders', () => {
  it('add up: lines to subtotal, subtotal and shipping to total, total to payment', () => {
    for (const order of all) {
      const sum = order.lines.reduce((amount, line) => amount + line.quantity * line.unitPrice, 0)
      expect(order.subtotal).toBe(sum)
      expect(order.total).toBe(sum - order.discountTotal + order.shippingTotal)
      expect(order.payment.amount).toBe(order.total)
      const kept = order.payment.amountCaptured - order.payment.amountRefunded
      expect(kept).toBe(order.status === 'COMPLETED' ? order.total : 0)
    }
  })

  it('agree with their payment: what was captured and refunded is in its transactions', () => {
    for (const { payment } of all) {
      const sum = (kind: string): number =>
        payment.transactions
          .filter((transaction) => transaction.kind === kind && transaction.status === 'SUCCEEDED')
          .reduce((amount, transaction) => amount + transaction.amount, 0)
      expect(sum('CAPTURE')).toBe(payment.amountCaptured)
      expect(sum('REFUND')).toBe(payment.amountRefunded)
      expect(payment.refund?.amount ?? 0).toBe(payment.amountRefunded)
    }
  })

  it('hold variants of the scale, each once', () => {
    for (const order of all) {
      expect(order.lines.length).toBeGreaterThan(0)
      expect(new Set(order.lines.map((line) => line.variantId)).size).toBe(order.lines.length)
      for (const line of order.lines) expect(variantIds.has(line.variantId)).toBe(true)
    }
  })

  it('have unique ids, numbers and tracking codes, and leave the next number free', () => {
    const codes = all.flatMap((order) => (order.shipment ? [order.shipment.trackingCode] : []))
    const ids = all.flatMap((order) => [order.id, order.payment.id, ...order.lines.map((line) => line.id)])
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(codes).size).toBe(codes.length)
    expect(new Set(all.map((order) => order.sequence)).size).toBe(all.length)
    expect(Math.max(...all.map((order) => order.sequence))).toBeLessThan(nextOrderSequence(1))
  })

  it('are mostly completed, some cancelled, and carry the dates that go with it', () => {
    const cancelled = all.filter((order) => order.status === 'CANCELLED')
    expect(cancelled.length).toBeGreaterThan(20)
    expect(cancelled.length).toBeLessThan(all.length / 5)
    for (const order of all) {
      const isCancelled = order.status === 'CANCELLED'
      expect(order.cancelledAt !== null).toBe(isCancelled)
      expect(order.cancelReason !== null).toBe(isCancelled)
      expect(order.completedAt !== null).toBe(!isCancelled)
      expect(order.shipment !== null).toBe(!isCancelled)
      expect(order.confirmedAt !== null).toBe(order.payment.amountCaptured > 0)
    }
  })

  it('lie in the eighteen months before the demo, after registration, with tracking in order', () => {
    for (let userIndex = 0; userIndex < userCount(1); userIndex += 1) {
      for (const order of ordersOf(userIndex, 1)) {
        expect(order.placedAt.getTime()).toBeGreaterThanOrEqual(registeredAt(userIndex).getTime())
        expect(order.placedAt.getTime()).toBeGreaterThanOrEqual(Date.UTC(2025, 4, 1))
        const tracked = order.shipment?.trackingEvents.map((event) => event.occurredAt.getTime()) ?? []
        const moments = [order.placedAt.getTime(), ...tracked, (order.completedAt ?? demoNow).getTime()]
        expect(moments).toEqual(moments.toSorted((one, other) => one - other))
        expect(moments.at(-1)).toBeLessThanOrEqual(demoNow.getTime())
      }
    }
  })

  it('are the same each time; ada has some, staff has none', () => {
    expect(ordersOf(0, 1)).toEqual(ordersOf(0, 1))
    expect(ordersOf(0, 1).length).toBeGreaterThan(3)
    expect(ordersOf(1, 1)).toEqual([])
  })
})
