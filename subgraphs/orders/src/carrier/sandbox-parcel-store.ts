import { toColumns } from '@shop/subgraph/columns'
import type { Database } from '../database.ts'
import type { SandboxParcel } from './sandbox-route.ts'

export type NewSandboxParcel = Omit<SandboxParcel, 'step'> & {
  reference: string
  nextScanAt: Date
  estimatedDeliveryAt: Date
  announcedAt: Date
}

export type DueParcel = SandboxParcel & { scanAt: Date }

/** Takes parcels in, or finds those that were announced under the same references before. */
export async function saveParcels(
  database: Database,
  parcels: readonly NewSandboxParcel[],
): Promise<{ trackingCode: string; estimatedDeliveryAt: Date }[]> {
  const rows = `[${parcels.map(toColumns).join()}]`
  const saved = await database.$queryRaw<{ reference: string; trackingCode: string; estimatedDeliveryAt: Date }[]>`
    INSERT INTO sandbox_parcels AS known (tracking_code, reference, city, country_code, undeliverable, next_scan_at,
      estimated_delivery_at, announced_at)
    SELECT tracking_code, reference, city, country_code, undeliverable, next_scan_at, estimated_delivery_at, announced_at
    FROM jsonb_populate_recordset(NULL::sandbox_parcels, ${rows}::jsonb) ORDER BY reference
    ON CONFLICT (reference) DO UPDATE SET reference = known.reference
    RETURNING reference, tracking_code AS "trackingCode", estimated_delivery_at AS "estimatedDeliveryAt"`
  const byReference = new Map(saved.map((parcel) => [parcel.reference, parcel]))
  return parcels.map(({ reference }) => {
    const parcel = byReference.get(reference)
    if (!parcel) throw new Error('an upsert of a parcel returned no row')
    return parcel
  })
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
    UPDATE sandbox_parcels SET leased_until = ${new Date(now.getTime() + leaseMs)}
    WHERE tracking_code = ANY (ARRAY(
      SELECT tracking_code FROM sandbox_parcels
      WHERE next_scan_at <= ${now} AND (leased_until IS NULL OR leased_until <= ${now})
      ORDER BY next_scan_at LIMIT ${limit} FOR UPDATE SKIP LOCKED))
    RETURNING tracking_code AS "trackingCode", city, country_code AS "countryCode", undeliverable, step, next_scan_at AS "scanAt"`
}

/** Where a parcel goes on from a step: `nextStep` when its report was taken, else the same; null when there is no next scan. */
export type ParcelMove = { trackingCode: string; step: number; nextStep: number; nextScanAt: Date | null }

/** Writes down which reports were taken, and when the next ones are due. */
export async function advanceParcels(database: Database, moves: readonly ParcelMove[]): Promise<void> {
  if (moves.length === 0) return
  const codes = moves.map(({ trackingCode }) => trackingCode)
  // The codes are told apart, since PostgreSQL reads the whole table for rows that come as JSON.
  await database.$executeRaw`
    UPDATE sandbox_parcels parcel SET step = move."nextStep", next_scan_at = move."nextScanAt", leased_until = NULL
    FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb)
      AS move ("trackingCode" text, step integer, "nextStep" integer, "nextScanAt" timestamptz)
    WHERE tracking_code = ANY (${codes}::text[]) AND tracking_code = move."trackingCode" AND parcel.step = move.step
      AND next_scan_at IS NOT NULL`
}
