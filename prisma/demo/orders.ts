import { productAt, productCount } from './catalogue.ts'
import { paymentOf, type DemoPayment, type PaymentCourse } from './order-payment.ts'
import { shipmentOf, type DemoShipment } from './order-shipment.ts'
import { demoNow, isCustomer, userAt, userCount, type DemoAddress, type DemoUser } from './people.ts'
import { createRandom, demoId, type Random } from './random.ts'

export type DemoOrderLine = {
  id: string
  /** From 1. */
  position: number
  variantId: string
  sku: string
  /** Product and variant: "Halden Saucepan, Cream / 2.5 l". */
  title: string
  quantity: number
  /** Minor units, tax included. */
  unitPrice: number
  taxClass: 'STANDARD' | 'REDUCED'
}

/** An order of the past, in one of its two final states. All amounts are minor units of `currencyCode`. */
export type DemoOrder = {
  id: string
  /** Unique; the order's number is `SO-` and this. */
  sequence: number
  number: string
  customerId: string
  email: string
  status: 'COMPLETED' | 'CANCELLED'
  paymentStatus: 'PAID' | 'REFUNDED' | 'FAILED' | 'VOIDED'
  fulfillmentStatus: 'FULFILLED' | 'UNFULFILLED'
  cancelReason: 'CUSTOMER' | 'OUT_OF_STOCK' | 'PAYMENT_FAILED' | null
  currencyCode: 'EUR'
  lines: DemoOrderLine[]
  subtotal: number
  discountTotal: 0
  shippingTotal: number
  /** `subtotal - discountTotal + shippingTotal`. */
  total: number
  shippingAddress: DemoAddress
  placedAt: Date
  confirmedAt: Date | null
  cancelledAt: Date | null
  completedAt: Date | null
  payment: DemoPayment
  /** Null when the order was cancelled. */
  shipment: DemoShipment | null
}

const ordersPerUser = 8
const linesPerOrder = 4
const ordersOfAda = 6
const firstSequence = 100_001
// The same rule as the orders subgraph's: free from 50 euros.
const shippingFlat = 495
const shippingFreeFrom = 5_000
const windowStart = Date.UTC(2025, 4, 1)
// Leaves time for the slowest parcel to arrive before the demo's present.
const lastPlaced = demoNow.getTime() - 9 * 86_400_000
const orderCounts = [0, 0, 1, 1, 1, 2, 2, 3, 4, 5] as const

type Ending = Pick<DemoOrder, 'paymentStatus' | 'cancelReason'> & { course: PaymentCourse }

const completed: Ending = { paymentStatus: 'PAID', cancelReason: null, course: 'PAID' }
const cancellations: readonly Ending[] = [
  { paymentStatus: 'REFUNDED', cancelReason: 'CUSTOMER', course: 'REFUNDED' },
  { paymentStatus: 'FAILED', cancelReason: 'PAYMENT_FAILED', course: 'DECLINED' },
  { paymentStatus: 'VOIDED', cancelReason: 'OUT_OF_STOCK', course: 'VOIDED' },
]

/** Every order of the scale, user by user. */
export function* orders(scale: number): Generator<DemoOrder> {
  const count = userCount(scale)
  for (let userIndex = 0; userIndex < count; userIndex += 1) yield* ordersOf(userIndex, scale)
}

/** A sequence number that no demo order of the scale has: where the shop goes on counting. */
export function nextOrderSequence(scale: number): number {
  return firstSequence + userCount(scale) * ordersPerUser
}

/** What a user has ordered, oldest first; products are drawn from the catalogue of the scale. */
export function ordersOf(userIndex: number, scale: number): DemoOrder[] {
  if (!isCustomer(userIndex)) return []
  const random = createRandom('orders', userIndex)
  const count = userIndex === 0 ? ordersOfAda : random.pick(orderCounts)
  if (count === 0) return []
  const user = userAt(userIndex)
  const earliest = Math.max(windowStart, user.registeredAt.getTime())
  const dates = Array.from({ length: count }, () => random.between(earliest, lastPlaced)).toSorted((a, b) => a - b)
  return dates.map((placedAt, place) => orderOf(user, userIndex * ordersPerUser + place, new Date(placedAt), scale))
}

function orderOf(user: DemoUser, orderIndex: number, placedAt: Date, scale: number): DemoOrder {
  const random = createRandom('order', orderIndex)
  const lines = linesOf(orderIndex, scale, random)
  const subtotal = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0)
  const shippingTotal = subtotal >= shippingFreeFrom ? 0 : shippingFlat
  const total = subtotal + shippingTotal
  const shippingAddress = random.pick(user.addresses)
  const { course, ...ending } = random.chance(0.93) ? completed : random.pick(cancellations)
  const isCancelled = ending.cancelReason !== null
  // Only who cancels by themselves takes a while; the rest is decided within seconds.
  const decidedAfter = ending.cancelReason === 'CUSTOMER' ? random.between(10, 240) * 60_000 : 5_000
  const decidedAt = new Date(placedAt.getTime() + decidedAfter)
  const isConfirmed = course === 'PAID' || course === 'REFUNDED'
  const confirmedAt = isConfirmed ? new Date(placedAt.getTime() + 5_000) : null
  const shipment = isCancelled ? null : shipmentOf(orderIndex, decidedAt, shippingAddress, random)
  const sequence = firstSequence + orderIndex
  return {
    id: demoId('order', orderIndex),
    sequence,
    number: `SO-${sequence}`,
    customerId: user.id,
    email: user.email,
    status: isCancelled ? 'CANCELLED' : 'COMPLETED',
    ...ending,
    fulfillmentStatus: isCancelled ? 'UNFULFILLED' : 'FULFILLED',
    currencyCode: 'EUR',
    lines,
    subtotal,
    discountTotal: 0,
    shippingTotal,
    total,
    shippingAddress,
    placedAt,
    confirmedAt,
    cancelledAt: isCancelled ? decidedAt : null,
    completedAt: shipment?.deliveredAt ?? null,
    payment: paymentOf(orderIndex, course, total, placedAt, decidedAt),
    shipment,
  }
}

/** One to four different variants. */
function linesOf(orderIndex: number, scale: number, random: Random): DemoOrderLine[] {
  const wanted = random.pick([1, 1, 1, 2, 2, 3, linesPerOrder])
  const lines: DemoOrderLine[] = []
  const seen = new Set<string>()
  for (let place = 0; place < wanted; place += 1) {
    // Squared: some products sell much better than others.
    const product = productAt(Math.floor(random.next() ** 2 * productCount(scale)))
    const variant = random.pick(product.variants)
    const quantity = random.chance(0.8) ? 1 : random.between(2, 3)
    if (seen.has(variant.id)) continue
    seen.add(variant.id)
    lines.push({
      id: demoId('order-line', orderIndex * linesPerOrder + place),
      position: lines.length + 1,
      variantId: variant.id,
      sku: variant.sku,
      title: variant.title === '' ? product.title : `${product.title}, ${variant.title}`,
      quantity,
      unitPrice: variant.priceAmount,
      taxClass: variant.taxClass,
    })
  }
  return lines
}
