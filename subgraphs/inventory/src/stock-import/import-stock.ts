import { once } from '@shop/subgraph/idempotency'
import { Refusal, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { ProcessContext } from '../context.ts'
import { ChunkRefused, importChunk } from './import-chunk.ts'
import { resolveRows } from './import-row.ts'
import type { ImportRow, ResolvedRow, RowFault } from './import-row.ts'
import { readCatalogue } from './import-store.ts'
import { MalformedCsv, readCsv } from './read-csv.ts'

/** The most rows of one import, and of one transaction. */
const MAXIMUM_ROWS = 5_000
const CHUNK_ROWS = 500
const MAXIMUM_CHARACTERS = 1_000_000

/** What staff send: one of the two forms. */
export type ImportInput = {
  idempotencyKey: string
  csv?: string | null
  rows?:
    | readonly (Pick<ImportRow, 'sku' | 'location' | 'onHand'> & {
        safetyStock?: number | null
        lowStockThreshold?: number | null
      })[]
    | null
}

/** What became of a row. */
export type RowReport = {
  row: number
  status: 'APPLIED' | 'UNCHANGED' | 'INVALID' | 'SKIPPED'
  code: string | null
  message: string | null
}

/** What became of an import. */
export type ImportReport = { total: number; applied: number; rows: RowReport[] }

/**
 * Sets the units on hand of many levels. All rows are checked before any is written; then chunk after chunk, each whole or not
 * at all. A chunk has its own idempotency key, so an import that was cut off goes on where it stopped.
 * Throws a Refusal: BLANK, TOO_LONG, TOO_MANY, MALFORMED_CSV, or those of the idempotency key.
 */
export async function importStock(
  context: Pick<ProcessContext, 'database' | 'transact'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: ImportInput,
): Promise<ImportReport> {
  const rows = readRows(input)
  const { resolved, faults } = resolveRows(rows, await readCatalogue(context.database, rows))
  const valid = resolved.filter((row) => row !== null)
  if (valid.length < rows.length) return report(faults.map((fault) => (fault ? invalid(fault) : SKIPPED)))

  const outcomes: Outcome[] = []
  for (let start = 0; start < valid.length; start += CHUNK_ROWS) {
    const chunk = valid.slice(start, start + CHUNK_ROWS)
    const scope = `${viewer.id}:importStock:${start / CHUNK_ROWS}`
    const request = { key: idempotencyKey, scope, input, field: ['input', 'idempotencyKey'] }
    outcomes.push(
      ...(await writeChunk(chunk, () =>
        context.transact((tx) => once(tx, request, () => importChunk(tx, viewer.id, chunk))),
      )),
    )
  }
  return report(outcomes)
}

type Outcome = Omit<RowReport, 'row'>

const SKIPPED: Outcome = { status: 'SKIPPED', code: null, message: null }

function invalid({ code, message }: RowFault): Outcome {
  return { status: 'INVALID', code, message }
}

function report(outcomes: readonly Outcome[]): ImportReport {
  const applied = outcomes.filter(({ status }) => status === 'APPLIED' || status === 'UNCHANGED').length
  return { total: outcomes.length, applied, rows: outcomes.map((outcome, index) => ({ ...outcome, row: index + 1 })) }
}

async function writeChunk(chunk: readonly ResolvedRow[], write: () => Promise<boolean[]>): Promise<Outcome[]> {
  try {
    const changed = await write()
    return changed.map((isChanged) => ({ status: isChanged ? 'APPLIED' : 'UNCHANGED', code: null, message: null }))
  } catch (error) {
    if (!(error instanceof ChunkRefused)) throw error
    const fault = { code: 'INSUFFICIENT_STOCK', message: error.message }
    return chunk.map((_, place) => (place === error.place ? invalid(fault) : SKIPPED))
  }
}

function readRows({ csv, rows }: Omit<ImportInput, 'idempotencyKey'>): ImportRow[] {
  const refuse = (code: string, message: string, field: string) =>
    new Refusal(userError(code, message, ['input', field]))
  if ((csv == null) === (rows == null))
    throw new Refusal(userError('BLANK', 'Give a CSV text or rows, not both.', ['input']))
  const field = csv == null ? 'rows' : 'csv'
  if (csv != null && csv.length > MAXIMUM_CHARACTERS) {
    throw refuse('TOO_LONG', `At most ${MAXIMUM_CHARACTERS} characters.`, field)
  }
  const all = csv == null ? (rows ?? []).map(fillUp) : readText(csv)
  if (all.length === 0) throw refuse('BLANK', 'There are no rows.', field)
  if (all.length > MAXIMUM_ROWS) throw refuse('TOO_MANY', `At most ${MAXIMUM_ROWS} rows.`, field)
  return all
}

function fillUp({
  safetyStock = null,
  lowStockThreshold = null,
  ...row
}: NonNullable<ImportInput['rows']>[number]): ImportRow {
  return { ...row, safetyStock, lowStockThreshold }
}

function readText(csv: string): ImportRow[] {
  try {
    return readCsv(csv, MAXIMUM_ROWS)
  } catch (error) {
    if (error instanceof MalformedCsv) throw new Refusal(userError('MALFORMED_CSV', error.message, ['input', 'csv']))
    throw error
  }
}
