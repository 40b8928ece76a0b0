import type { Clock } from '@shop/subgraph/clock'
import { randomInt } from 'node:crypto'
import type { Database } from '../database.ts'
import type { AnnouncedParcel, Carrier, ParcelAnnouncement, TrackingReport } from './carrier.ts'
import {
  advanceParcel,
  claimDueParcels,
  repeatScan,
  saveParcel,
  stopParcel,
  type DueParcel,
} from './sandbox-parcel-store.ts'
import { routeOf, UNDELIVERABLE_POSTAL_CODE } from './sandbox-route.ts'

const NAME = 'sandbox'
const LEASE_MS = 10_000
const BATCH = 20

export type SandboxCarrierOptions = { database: Database; clock: Clock; stepMs: number }

export type SandboxCarrier = Carrier & {
  /** Scans the parcels that are due and reports each scan to the shop; answers how many were due. */
  moveParcels(report: (report: TrackingReport) => Promise<unknown>): Promise<number>
}

/** A carrier that exists in the database only: its parcels move by the clock, also over restarts. */
export function createSandboxCarrier({ database, clock, stepMs }: SandboxCarrierOptions): SandboxCarrier {
  const later = (moment: Date, ms: number) => new Date(moment.getTime() + ms)

  async function scan(parcel: DueParcel, report: (report: TrackingReport) => Promise<unknown>): Promise<void> {
    const route = routeOf(parcel)
    const here = route[parcel.step]
    if (!here) return advanceParcel(database, parcel, null)
    // The same name and moment however often it is sent: the shop goes by the name, and the carrier may be killed between
    // the report and its own note of it.
    const reportId = `${parcel.trackingCode}-${parcel.step}`
    const known = await report({
      ...here,
      carrier: NAME,
      trackingCode: parcel.trackingCode,
      reportId,
      occurredAt: parcel.scanAt,
    })
    // Faster than the shop could write down the tracking code: a carrier sends again what nobody takes.
    if (known === 'UNKNOWN_PARCEL') return repeatScan(database, parcel, later(clock.now(), Math.min(stepMs, 1_000)))
    const isLast = parcel.step + 1 >= route.length
    await advanceParcel(database, parcel, isLast ? null : later(clock.now(), stepMs))
  }

  async function takeIn({ reference, to }: ParcelAnnouncement, knownCode?: string): Promise<AnnouncedParcel> {
    const now = clock.now()
    const destination = { city: to.city, countryCode: to.countryCode }
    const undeliverable = to.postalCode === UNDELIVERABLE_POSTAL_CODE
    const trackingCode = knownCode ?? newTrackingCode(now)
    const scans = routeOf({ trackingCode, undeliverable, ...destination }).length
    return saveParcel(database, {
      trackingCode,
      reference,
      undeliverable,
      ...destination,
      announcedAt: now,
      nextScanAt: now,
      estimatedDeliveryAt: later(now, (scans - 1) * stepMs),
    })
  }

  return {
    name: NAME,
    announce: (parcel) => takeIn(parcel),
    // Whoever brings it, the sandbox plays: under its own name, so that its reports are known.
    async track({ trackingCode, ...parcel }) {
      const { estimatedDeliveryAt } = await takeIn(parcel, trackingCode)
      return { carrier: NAME, estimatedDeliveryAt }
    },
    // Steps 0 and 1: announced at most; with the next report it has been fetched.
    withdraw: ({ reference }) => {
      const now = clock.now()
      return stopParcel(database, { reference, trackingCode: newTrackingCode(now), lastStep: 1, now })
    },
    async moveParcels(report) {
      const parcels = await claimDueParcels(database, clock.now(), LEASE_MS, BATCH)
      const failures: unknown[] = []
      for (const parcel of parcels) {
        // The others go on; this one is scanned again when its lease ends.
        await scan(parcel, report).catch((error: unknown) => failures.push(error))
      }
      if (failures.length > 0) throw new AggregateError(failures, `${failures.length} parcels could not be scanned`)
      return parcels.length
    },
  }
}

function newTrackingCode(now: Date): string {
  const digits = randomInt(10 ** 6)
    .toString()
    .padStart(6, '0')
  return `SBX${digits}${now.getTime().toString().slice(-9)}`
}
