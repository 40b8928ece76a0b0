import type { Format } from '../result.ts'
import { formatJson } from './json.ts'
import { formatTable } from './table.ts'

/** Every format by the name that --format and --output take. */
export const FORMATS = { table: formatTable, json: formatJson } satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS
