import type { Severity } from '../result.ts'

/** A change of what clients see, or of how the subgraphs make it, before anybody looked at who uses it. */
export type SchemaChange = {
  code: string
  severity: Severity
  coordinate: string
  /** Coordinates whose use makes an operation concerned; the first is `coordinate`. */
  concerns: string[]
  message: string
  reason: string | null
}
