import type { Database } from '../database.ts'
import type { SandboxParcel } from './sandbox-route.ts'

export type NewSandboxParcel = Omit<SandboxParcel, 'step'> & {
  reference: string
  nextScanAt: Date
  estimatedDeliveryAt: Date
  announcedAt: Date
}

export type DueParcel = SandboxParcel & { scanAt: Date }

/** Takes a parcel in, or finds the one that was announced under the same reference before. */
export async function saveParcel(
  database: Database,
  parcel: NewSandboxParcel,
): Promise<{ trackingCode: string; estimatedDeliveryAt: Date }> {
  const [saved] = await database.$queryRaw<{ trackingCode: string; estimatedDeliveryAt: Date }[]>`
    INSERT INTO sandbox_parcels AS known (tracking_code, reference, city, country_code, undeliverable, next_scan_at,
      estimated_delivery_at, announced_at)
    VALUES (${parcel.trackingCode}, ${parcel.reference}, ${parcel.city}, ${parcel.countryCode}, ${parcel.undeliverable},
      ${parcel.nextScanAt}, ${parcel.estimatedDeliveryAt}, ${parcel.announcedAt})
    ON CONFLICT (reference) DO UPDATE SET reference = known.reference
    RETURNING tracking_code AS "trackingCode", estimated_delivery_at AS "estimatedDeliveryAt"`
  if (!saved) throw new Error('an upsert of a parcel returned no row')
  return saved
}

/**
 * Ends the way of a parcel that was not fetched yet; false when it was fetched. Of one that was never announced it is remembered,
 * so that an announcement which comes late, under `trackingCode`, has nothing fetched.
 */
export async function stopParcel(
  database: Database,
  { reference, trackingCode, lastStep, now }: { reference: string; trackingCode: string; lastStep: number; now: Date },
): Promise<boolean> {
  const count = await database.$executeRaw`
    INSERT INTO sandbox_parcels AS parcel
      (tracking_code, reference, city, country_code, undeliverable, estimated_delivery_at, announced_at)
    VALUES (${trackingCode}, ${reference}, '', 'XX', false, ${now}, ${now})
    ON CONFLICT (reference) DO UPDATE SET next_scan_at = NULL WHERE parcel.step <= ${lastStep}`
  return count > 0
}

/** Takes the parcels whose next scan is due, each for one worker alone until the lease runs out. */
export async function claimDueParcels(
  database: Database,
  now: Date,
  leaseMs: number,
  limit: number,
): Promise<DueParcel[]> {
  return database.$queryRaw<DueParcel[]>`
    WITH due AS (
      SELECT tracking_code, next_scan_at FROM sandbox_parcels WHERE next_scan_at <= ${now}
      ORDER BY next_scan_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE sandbox_parcels p SET next_scan_at = ${new Date(now.getTime() + leaseMs)}
    FROM due WHERE p.tracking_code = due.tracking_code
    RETURNING p.tracking_code AS "trackingCode", p.city, p.country_code AS "countryCode", p.undeliverable, p.step,
      due.next_scan_at AS "scanAt"`
}

/** The report of the parcel's step was taken: the next one is due at `nextScanAt`, null when there is none. */
export async function advanceParcel(
  database: Database,
  { trackingCode, step }: SandboxParcel,
  nextScanAt: Date | null,
): Promise<void> {
  await database.$executeRaw`
    UPDATE sandbox_parcels SET step = step + 1, next_scan_at = ${nextScanAt}
    WHERE tracking_code = ${trackingCode} AND step = ${step} AND next_scan_at IS NOT NULL`
}

/** The report was not taken; it is sent again at `scanAt`. */
export async function repeatScan(
  database: Database,
  { trackingCode, step }: SandboxParcel,
  scanAt: Date,
): Promise<void> {
  await database.sandboxParcel.updateMany({
    where: { trackingCode, step, nextScanAt: { not: null } },
    data: { nextScanAt: scanAt },
  })
}
