import type { Clock } from '@shop/subgraph/clock'
import { doTogether } from '@shop/subgraph/do-together'
import { randomInt } from 'node:crypto'
import type { Database } from '../database.ts'
import type { AnnouncedParcel, Carrier, ParcelAnnouncement, TrackingReport } from './carrier.ts'
import {
  advanceParcels,
  claimDueParcels,
  saveParcels,
  stopParcel,
  type DueParcel,
  type NewSandboxParcel,
  type ParcelMove,
} from './sandbox-parcel-store.ts'
import { routeOf, UNDELIVERABLE_POSTAL_CODE } from './sandbox-route.ts'

const NAME = 'sandbox'
const LEASE_MS = 10_000
/** Each order has five scans, and a batch takes the same dozen of statements however large it is. */
export const PARCELS_AT_ONCE = 200

export type SandboxCarrierOptions = { database: Database; clock: Clock; stepMs: number }

export type SandboxCarrier = Carrier & {
  /** Scans the parcels that are due and reports each scan to the shop; answers how many were due. */
  moveParcels(report: ReportTaker): Promise<number>
}

/** The shop, which says what became of a report (ReportOutcome). */
type ReportTaker = (report: TrackingReport) => Promise<unknown>

/** A carrier that exists in the database only: its parcels move by the clock, also over restarts. */
export function createSandboxCarrier({ database, clock, stepMs }: SandboxCarrierOptions): SandboxCarrier {
  const later = (moment: Date, ms: number) => new Date(moment.getTime() + ms)

  const save = doTogether((parcels: readonly NewSandboxParcel[]) => saveParcels(database, parcels))

  /** Reports the parcel's scan, and answers where that leaves it. */
  async function scan(parcel: DueParcel, report: ReportTaker): Promise<ParcelMove> {
    const { trackingCode, step, scanAt: occurredAt } = parcel
    const route = routeOf(parcel)
    const here = route[step]
    if (!here) return { trackingCode, step, nextStep: step + 1, nextScanAt: null }
    // The same name and moment however often it is sent: the shop goes by the name, and the carrier may be killed between
    // the report and its own note of it.
    const known = await report({
      ...here,
      carrier: NAME,
      trackingCode,
      reportId: `${trackingCode}-${step}`,
      occurredAt,
    })
    const now = clock.now()
    // Faster than the shop could write down the tracking code: a carrier sends again what nobody takes.
    if (known === 'UNKNOWN_PARCEL') {
      return { trackingCode, step, nextStep: step, nextScanAt: later(now, Math.min(stepMs, 1_000)) }
    }
    const isLast = step + 1 >= route.length
    return { trackingCode, step, nextStep: step + 1, nextScanAt: isLast ? null : later(now, stepMs) }
  }

  async function takeIn({ reference, to }: ParcelAnnouncement, knownCode?: string): Promise<AnnouncedParcel> {
    const now = clock.now()
    const destination = { city: to.city, countryCode: to.countryCode }
    const undeliverable = to.postalCode === UNDELIVERABLE_POSTAL_CODE
    const trackingCode = knownCode ?? newTrackingCode(now)
    const scans = routeOf({ trackingCode, undeliverable, ...destination }).length
    return save({
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
      const parcels = await claimDueParcels(database, clock.now(), LEASE_MS, PARCELS_AT_ONCE)
      // At once: the shop takes in together what it is told together.
      const scans = await Promise.allSettled(parcels.map((parcel) => scan(parcel, report)))
      await advanceParcels(
        database,
        scans.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : [])),
      )
      // These are scanned again when their lease ends.
      const failures = scans.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
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
