import type { Format } from '../result.ts'
import { formatGithub } from './github.ts'
import { formatHtml } from './html/html-report.ts'
import { formatJson } from './json.ts'
import { formatMarkdown } from './markdown.ts'
import { formatSarif } from './sarif.ts'
import { formatTable } from './table.ts'

/** Every format by the name that --format and --output take. */
export const FORMATS = {
  table: formatTable,
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
  markdown: formatMarkdown,
  html: formatHtml,
} satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS
