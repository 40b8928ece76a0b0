import { createHash } from 'node:crypto'
import type { DocumentNode } from 'graphql'
import type { ClientUse } from '../result.ts'
import type { Shape } from '../traffic/variable-shape.ts'

/** An operation that somebody asks, or may ask because it is registered. */
export type AskedOperation = {
  signature: string
  name: string | null
  /** As the client has it; when it was recorded, normalized, with other literals of the same kinds. */
  text: string
  uses: ClientUse[]
  /** `file:line`, when it is registered. */
  file: string | null
  /** Shapes that were recorded, by variable; null when nothing was: then any value may come. */
  variables: ReadonlyMap<string, Shape> | null
  /** Whether routers looked at the variables of some requests only: then any value may come, too. */
  isSampled: boolean
}

/** One that somebody looks into. */
export type KnownOperation = AskedOperation & { document: DocumentNode }

export function requestsOf({ uses }: AskedOperation): number {
  return uses.reduce((sum, { requests }) => sum + requests, 0)
}

/** What tells operations apart: the SHA-256 of a text. */
export function signatureOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
