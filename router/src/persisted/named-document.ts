import { RequestRefused } from '../errors.ts'
import type { OperationRequest } from '../operations/operation.ts'
import { DOCUMENT_HASH } from './document-hash.ts'

/**
 * The document that a request names: `id` as a manifest has it, which is a hash for most. `registers`: the client wants
 * the query that it sends along to be remembered by that hash.
 */
export type NamedDocument = { id: string; hash: string | null; registers: boolean }

const HASH_PREFIX = 'sha256:'

/**
 * Reads `documentId` (the appendix on persisted documents of GraphQL over HTTP) and `extensions.persistedQuery` (automatic
 * persisted queries). Null when there is neither. Refuses (400) what is malformed.
 */
export function namedDocument({ documentId, extensions }: OperationRequest): NamedDocument | null {
  if (typeof documentId === 'string' && documentId !== '') return byDocumentId(documentId)
  const persisted = extensions?.['persistedQuery'] ?? null
  return persisted === null ? null : byExtension(persisted)
}

function byDocumentId(documentId: string): NamedDocument {
  // An id with a colon has its form from the specification; all others are of whoever wrote the manifest.
  if (!documentId.startsWith(HASH_PREFIX)) return { id: documentId, hash: null, registers: false }
  const hash = documentId.slice(HASH_PREFIX.length)
  if (DOCUMENT_HASH.test(hash)) return { id: hash, hash, registers: false }
  throw malformed('"documentId" must be "sha256:" and 64 hexadecimal digits in lower case, or an id of the manifest.')
}

function byExtension(persisted: unknown): NamedDocument {
  const { version, sha256Hash: hash } = persisted as { version?: unknown; sha256Hash?: unknown }
  if (version !== 1) throw malformed('"persistedQuery" must have the version 1.')
  if (typeof hash === 'string' && DOCUMENT_HASH.test(hash)) return { id: hash, hash, registers: true }
  throw malformed('"sha256Hash" of "persistedQuery" must be 64 hexadecimal digits in lower case.')
}

function malformed(message: string): RequestRefused {
  return new RequestRefused(400, 'BAD_REQUEST', message)
}
