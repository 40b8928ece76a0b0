import { createHash } from 'node:crypto'
import type { DocumentNode } from 'graphql'
import type { ClientUse } from '../result.ts'
import type { Shape } from '../traffic/variable-shape.ts'

/** An operation that somebody asks, or may ask because it is registered. */
export type KnownOperation = {
  signature: string
  name: string | null
  /** As the client has it; when it was recorded, normalized, with other literals of the same kinds. */
  text: string
  document: DocumentNode
  uses: ClientUse[]
  /** `file:line`, when it is registered. */
  file: string | null
  /** Shapes that were recorded, by variable; null when nothing was: then any value may come. */
  variables: ReadonlyMap<string, readonly Shape[]> | null
}

export function requestsOf({ uses }: KnownOperation): number {
  return uses.reduce((sum, { requests }) => sum + requests, 0)
}

/** What tells operations apart: the SHA-256 of a text. */
export function signatureOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
