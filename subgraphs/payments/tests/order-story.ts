import type { EventBus } from '@shop/events/bus'
import { newEventId } from '@shop/events/event-id'
import { StockReserved } from '@shop/schema/events/inventory'
import {
  OrderCancelled,
  OrderConfirmed,
  OrderEdited,
  OrderOwnerChanged,
  OrderPlaced,
  ReturnReceived,
  ShipmentCreated,
} from '@shop/schema/events/orders'
import { publishEvent } from '@shop/testkit/events'
import { randomUUID } from 'node:crypto'

export type Chapter = 'placed' | 'reserved' | 'confirmed' | 'cancelled' | 'returned'

/** What the other subgraphs tell of one order. Each chapter may be told at any time, and again. */
export type OrderStory = ReturnType<typeof createOrder>

export function createOrder(bus: EventBus, paymentMethod = 'pm_card_visa', total = 10_000, returned = 2_500) {
  const orderId = randomUUID()
  const ownerId = randomUUID()
  const returnId = randomUUID()
  const order = { orderId, number: `SO-${orderId.slice(0, 6)}`, ownerId }
  const euros = (amount: number) => ({ amount, currencyCode: 'EUR' })
  // A chapter that is told again is the same event: same id.
  const ids: Record<Chapter, string> = {
    placed: newEventId(),
    reserved: newEventId(),
    confirmed: newEventId(),
    cancelled: newEventId(),
    returned: newEventId(),
  }
  const line = { lineId: randomUUID(), variantId: randomUUID(), quantity: 1, unitPrice: euros(total) }

  async function tellChapter(chapter: Chapter, id = ids[chapter]): Promise<void> {
    const to = { id }
    switch (chapter) {
      case 'placed': {
        const details = { total: euros(total), paymentMethod, lines: [line] }
        return publishEvent(bus, OrderPlaced, orderId, { ...order, ...details }, to)
      }
      case 'reserved':
        return publishEvent(bus, StockReserved, orderId, { orderId, allocations: [] }, to)
      case 'confirmed':
        return publishEvent(bus, OrderConfirmed, orderId, order, to)
      case 'cancelled':
        return publishEvent(bus, OrderCancelled, orderId, { ...order, reason: 'CUSTOMER' }, to)
      case 'returned': {
        const lines = [{ variantId: line.variantId, quantity: 1 }]
        return publishEvent(bus, ReturnReceived, orderId, { ...order, returnId, refund: euros(returned), lines }, to)
      }
    }
  }

  return {
    orderId,
    ownerId,
    returnId,
    tell: tellChapter,
    /** A parcel leaves with so much of the total, after which in all so much has left, as of a version of the order. */
    async ship(amount: number, shipmentId: string = randomUUID(), left?: { shipped: number; version: number }) {
      const all = left ? { shipped: euros(left.shipped), version: left.version } : {}
      const parcel = { shipmentId, carrier: 'sandbox', trackingCode: shipmentId, amount: euros(amount), ...all }
      await publishEvent(bus, ShipmentCreated, orderId, { ...order, ...parcel })
    },
    /** The order costs something else now, of which so much has left in parcels. */
    async edit(newTotal: number, version: number, shipped?: number) {
      const left = shipped === undefined ? {} : { shipped: euros(shipped) }
      const edited = { ...order, version, total: euros(newTotal), lines: [line], ...left }
      await publishEvent(bus, OrderEdited, orderId, edited)
    },
    async changeOwner(newOwnerId: string, occurredAt = new Date().toISOString()) {
      await publishEvent(bus, OrderOwnerChanged, orderId, { ...order, ownerId: newOwnerId }, { occurredAt })
    },
  }
}

/** All orders in which the things can come. */
export function permutations<Thing>(things: readonly Thing[]): Thing[][] {
  if (things.length <= 1) return [[...things]]
  return things.flatMap((first, index) => permutations(things.toSpliced(index, 1)).map((others) => [first, ...others]))
}
