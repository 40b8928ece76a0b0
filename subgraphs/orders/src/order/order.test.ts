import type { ShipmentStatus } from '../shipment/shipment.ts'
import { expect, test } from 'vitest'
import { fulfillmentCanBecome, fulfillmentOf } from './fulfillment-status.ts'
import { canBecome, canBeCancelled, isFinal, isSettled, type OrderStatus } from './order.ts'
import { paymentCanBecome, type OrderPaymentStatus } from './payment-status.ts'

const STATUSES: OrderStatus[] = ['PENDING', 'CONFIRMED', 'COMPLETED', 'CANCELLED']
const PAYMENTS: OrderPaymentStatus[] = [
  'PENDING',
  'REQUIRES_ACTION',
  'AUTHORIZED',
  'PAID',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'FAILED',
  'VOIDED',
]

test('a final order never changes its status', () => {
  expect(STATUSES.filter(isFinal)).toEqual(['COMPLETED', 'CANCELLED'])
  for (const to of STATUSES) expect(canBecome('CANCELLED', to) || canBecome('COMPLETED', to)).toBe(false)
})

test('an order is not completed before it was confirmed', () => {
  expect(canBecome('PENDING', 'COMPLETED')).toBe(false)
})

test('stock and time cancel only what is not confirmed, the carrier only what is', () => {
  expect(STATUSES.filter((status) => canBeCancelled(status, 'OUT_OF_STOCK'))).toEqual(['PENDING'])
  expect(STATUSES.filter((status) => canBeCancelled(status, 'EXPIRED'))).toEqual(['PENDING'])
  expect(STATUSES.filter((status) => canBeCancelled(status, 'UNDELIVERABLE'))).toEqual(['CONFIRMED'])
  expect(STATUSES.filter((status) => canBeCancelled(status, 'CUSTOMER'))).toEqual(['PENDING', 'CONFIRMED'])
})

test('money only goes forward: no two statuses lead to each other', () => {
  for (const from of PAYMENTS)
    for (const to of PAYMENTS) expect(paymentCanBecome(from, to) && paymentCanBecome(to, from)).toBe(false)
  expect(PAYMENTS.filter((to) => paymentCanBecome('PAID', to))).toEqual(['PARTIALLY_REFUNDED', 'REFUNDED'])
})

test('an order is settled when it is final and its money rests', () => {
  const settled = STATUSES.flatMap((status) =>
    PAYMENTS.filter((paymentStatus) => isSettled({ status, paymentStatus })).map((payment) => `${status} ${payment}`),
  )
  expect(settled).toEqual([
    'COMPLETED PAID',
    'COMPLETED PARTIALLY_REFUNDED',
    'COMPLETED REFUNDED',
    'CANCELLED REFUNDED',
    'CANCELLED FAILED',
    'CANCELLED VOIDED',
  ])
})

test('the delivery stands where its units stand', () => {
  const of = (ordered: number, ...statuses: ShipmentStatus[]) =>
    fulfillmentOf(
      statuses.map((status) => ({ status, quantity: 2 })),
      ordered,
    )
  expect(of(2)).toBe('UNFULFILLED')
  expect(of(4, 'IN_TRANSIT', 'OUT_FOR_DELIVERY')).toBe('UNFULFILLED')
  expect(of(4, 'DELIVERED', 'OUT_FOR_DELIVERY')).toBe('PARTIALLY_FULFILLED')
  expect(of(4, 'DELIVERED')).toBe('PARTIALLY_FULFILLED')
  expect(of(4, 'DELIVERED', 'RETURN_TO_SENDER')).toBe('PARTIALLY_FULFILLED')
  expect(of(4, 'DELIVERED', 'DELIVERED')).toBe('FULFILLED')
  expect(of(2, 'RETURN_TO_SENDER')).toBe('RETURNED')
  expect(of(4, 'RETURN_TO_SENDER')).toBe('UNFULFILLED')
  expect(fulfillmentCanBecome('RETURNED', 'FULFILLED')).toBe(false)
})
