import type { DemoAddress } from './people.ts'
import { demoId, type Random } from './random.ts'
import { demoLocations, type DemoLocation } from './stock.ts'

export type DemoTrackingEvent = {
  id: string
  status: 'PRE_TRANSIT' | 'IN_TRANSIT' | 'OUT_FOR_DELIVERY' | 'DELIVERED'
  message: string
  city: string
  countryCode: string
  occurredAt: Date
}

/** A parcel that has arrived, with all the lines of its order. */
export type DemoShipment = {
  id: string
  locationId: string
  carrier: string
  /** Unique. */
  trackingCode: string
  status: 'DELIVERED'
  createdAt: Date
  estimatedDeliveryAt: Date
  deliveredAt: Date
  /** Oldest first. */
  trackingEvents: DemoTrackingEvent[]
}

export const demoCarrier = 'sandbox'

const eventsPerShipment = 8
const hour = 3_600_000
const day = 24 * hour
const [rotterdam, leipzig, lyon] = demoLocations
const nearest: Readonly<Record<string, DemoLocation>> = { DE: leipzig, AT: leipzig, FR: lyon, ES: lyon, IT: lyon }

/** The parcel of an order that was confirmed then: on its way for two to five days, delivered by daylight. */
export function shipmentOf(orderIndex: number, confirmedAt: Date, to: DemoAddress, random: Random): DemoShipment {
  const from = nearest[to.countryCode] ?? rotterdam
  const days = random.between(2, to.countryCode === from.countryCode ? 3 : 5)
  const midnight = Math.floor(confirmedAt.getTime() / day) * day
  const deliveryDay = midnight + days * day
  const delivered = deliveryDay + random.between(9 * 60, 18 * 60) * 60_000
  const trackingEvents: DemoTrackingEvent[] = []
  const report = (
    status: DemoTrackingEvent['status'],
    message: string,
    place: Pick<DemoAddress, 'city' | 'countryCode'>,
    occurredAt: number,
  ): void => {
    const id = demoId('tracking-event', orderIndex * eventsPerShipment + trackingEvents.length)
    const { city, countryCode } = place
    trackingEvents.push({ id, status, message, city, countryCode, occurredAt: new Date(occurredAt) })
  }
  const announced = confirmedAt.getTime() + 2 * 60_000
  const pickedUp = midnight + day + random.between(6 * 60, 11 * 60) * 60_000
  report('PRE_TRANSIT', 'The parcel has been announced to us.', from, announced)
  report('IN_TRANSIT', 'We have picked up the parcel.', from, pickedUp)
  report(
    'IN_TRANSIT',
    'The parcel has reached the depot in your region.',
    to,
    deliveryDay + random.between(60, 300) * 60_000,
  )
  report(
    'OUT_FOR_DELIVERY',
    'The parcel is out for delivery.',
    to,
    deliveryDay + random.between(7 * 60, 8 * 60) * 60_000,
  )
  report('DELIVERED', random.pick(farewells), to, delivered)
  return {
    id: demoId('shipment', orderIndex),
    locationId: from.id,
    carrier: demoCarrier,
    trackingCode: `SBX${String(100_000_000 + orderIndex)}`,
    status: 'DELIVERED',
    createdAt: new Date(announced),
    estimatedDeliveryAt: new Date(deliveryDay + 18 * hour),
    deliveredAt: new Date(delivered),
    trackingEvents,
  }
}

const farewells = [
  'Delivered. Handed to the recipient.',
  'Delivered. Handed to the recipient.',
  'Delivered. Left with a neighbour.',
  'Delivered. Left in the agreed place.',
] as const
