import type { FoundChange } from '../compare/find-changes.ts'
import type { Evidence } from './gather-evidence.ts'

/** A change, and what the operations of clients say of it. */
export type WeighedChange = FoundChange & Evidence
