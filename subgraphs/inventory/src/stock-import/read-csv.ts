import { CsvError, parse } from 'csv-parse/sync'
import type { ImportRow } from './import-row.ts'

const COLUMNS = ['sku', 'location', 'on_hand', 'safety_stock', 'low_stock_threshold'] as const
const NEEDED = COLUMNS.slice(0, 3)

/** The text is no CSV of an import; `message` says why, for people. */
export class MalformedCsv extends Error {
  override name = 'MalformedCsv'
}

/**
 * The rows of a CSV (RFC 4180) whose first line names the columns, at most `limit` + 1 of them: more than that nobody needs to
 * read to know that there are too many. Throws MalformedCsv.
 */
export function readCsv(text: string, limit: number): ImportRow[] {
  const records = parseCsv(text, limit)
  const [header = [], ...rows] = records
  const columns = header.map((name) => name.trim().toLowerCase())
  const unknown = columns.find((name) => !(COLUMNS as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw new MalformedCsv(`There is no column "${unknown.slice(0, 40)}"; these are: ${COLUMNS.join(', ')}.`)
  if (new Set(columns).size < columns.length) throw new MalformedCsv('A column is named twice.')
  const missing = NEEDED.find((name) => !columns.includes(name))
  if (missing !== undefined) throw new MalformedCsv(`The column "${missing}" is missing.`)
  const cell = (row: readonly string[], name: (typeof COLUMNS)[number]) => row[columns.indexOf(name)]?.trim() ?? ''
  return rows.map((row) => ({
    sku: cell(row, 'sku'),
    location: cell(row, 'location'),
    onHand: toNumber(cell(row, 'on_hand')) ?? Number.NaN,
    safetyStock: toNumber(cell(row, 'safety_stock')),
    lowStockThreshold: toNumber(cell(row, 'low_stock_threshold')),
  }))
}

function parseCsv(text: string, limit: number): string[][] {
  try {
    // The line of names, and one more than the limit.
    return parse(text, { bom: true, skip_empty_lines: true, to: limit + 2 })
  } catch (error) {
    if (error instanceof CsvError) throw new MalformedCsv(error.message, { cause: error })
    throw error
  }
}

/** Null for an empty cell; NaN for what is no number in digits. */
function toNumber(text: string): number | null {
  if (text === '') return null
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
}
