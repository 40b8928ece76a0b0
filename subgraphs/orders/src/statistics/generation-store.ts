import type { Reader, Transaction } from '../database.ts'
import type { StatisticsGeneration } from '../generated/prisma/client.ts'

/** The figures of one counting of the whole history. Only the ACTIVE one is shown; a BUILDING one is filled beside it. */
export type Generation = StatisticsGeneration

/** Generations that whatever happens is counted in. */
export async function findGenerations(database: Reader): Promise<Pick<Generation, 'id' | 'timeZone'>[]> {
  return database.$queryRaw`SELECT id, time_zone AS "timeZone" FROM statistics_generations ORDER BY id`
}

/** The figures that are shown; null before the first are complete. */
export async function findActive(database: Reader): Promise<Generation | null> {
  return database.statisticsGeneration.findFirst({ where: { builtAt: { not: null } }, orderBy: { id: 'desc' } })
}

/** Begins to count anew, unless somebody has begun already; answers what is being built. */
export async function beginGeneration(tx: Transaction, timeZone: string, now: Date): Promise<Generation> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('statistics_generations'))::text`
  const building = await tx.statisticsGeneration.findFirst({ where: { builtAt: null, timeZone } })
  return building ?? tx.statisticsGeneration.create({ data: { timeZone, startedAt: now } })
}

/** The newest generation that is being built, for this transaction alone; null when there is none, or others are at it. */
export async function lockBuilding(tx: Transaction): Promise<Generation | null> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM statistics_generations WHERE built_at IS NULL ORDER BY id DESC LIMIT 1 FOR UPDATE SKIP LOCKED`
  return rows[0] ? tx.statisticsGeneration.findUnique({ where: { id: rows[0].id } }) : null
}

/** Remembers how far the history was counted. */
export async function advance(tx: Transaction, id: number, place: Pick<Generation, 'phase' | 'cursor'>): Promise<void> {
  await tx.statisticsGeneration.update({ where: { id }, data: place })
}

/** Shows a generation that is complete, in place of all earlier ones. */
export async function activate(tx: Transaction, id: number, now: Date): Promise<void> {
  await tx.statisticsGeneration.update({ where: { id }, data: { builtAt: now } })
}

/** Deletes what a newer complete generation has replaced, in portions; says how many rows that were. */
export async function dropReplaced(tx: Transaction): Promise<number> {
  const active = await findActive(tx)
  if (!active) return 0
  const rollups = await tx.$executeRaw`
    DELETE FROM sales_rollups WHERE ctid IN (
      SELECT ctid FROM sales_rollups WHERE generation < ${active.id} LIMIT 5000)`
  const counted = await tx.$executeRaw`
    DELETE FROM sales_counted WHERE ctid IN (
      SELECT ctid FROM sales_counted WHERE generation < ${active.id} LIMIT 5000)`
  if (rollups + counted > 0) return rollups + counted
  return (await tx.statisticsGeneration.deleteMany({ where: { id: { lt: active.id } } })).count
}
