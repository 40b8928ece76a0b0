import type { Format } from '../result.ts'

/** Every format by the name that --format and --output take; loaded when it is wanted. */
export const FORMATS = {
  table: async () => (await import('./table.ts')).formatTable,
  json: async () => (await import('./json.ts')).formatJson,
  sarif: async () => (await import('./sarif.ts')).formatSarif,
  github: async () => (await import('./github.ts')).formatGithub,
  markdown: async () => (await import('./markdown.ts')).formatMarkdown,
  html: async () => (await import('./html/html-report.ts')).formatHtml,
} satisfies Record<string, () => Promise<Format>>

export type FormatName = keyof typeof FORMATS
