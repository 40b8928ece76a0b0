import type { Carrier } from './carrier.ts'
import { createTracker } from './easypost-client.ts'
import type { EasyPostOptions } from './easypost-client.ts'

/**
 * Parcels that people bring to any of the houses that EasyPost knows: staff say to which (handOverShipment), and EasyPost
 * is asked to follow them. What it tells comes in by its webhook.
 */
export function createEasyPostCarrier(options: EasyPostOptions): Carrier {
  return {
    name: 'easypost',
    // Labels are bought elsewhere: the parcel waits for the person who has one.
    announce: async () => null,
    // EasyPost fetches nothing; what a person has brought to a house is no longer here.
    withdraw: async ({ trackingCode }) => trackingCode === null,
    async track(parcel) {
      const tracker = await createTracker(options, parcel)
      return { carrier: tracker.carrier ?? parcel.carrier, estimatedDeliveryAt: tracker.est_delivery_date ?? null }
    },
  }
}
