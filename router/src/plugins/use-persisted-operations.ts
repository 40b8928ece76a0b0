import { LRUCache } from 'lru-cache'
import { codedError, RequestRefused } from '../errors.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import { documentHash } from '../persisted/document-hash.ts'
import type { DocumentStore } from '../persisted/document-store.ts'
import { namedDocument } from '../persisted/named-document.ts'
import type { NamedDocument } from '../persisted/named-document.ts'
import type { TrustedDocuments } from '../persisted/trusted-documents.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import { CLIENT_NAMES } from '../traffic/read-client.ts'

/** Unknown documents that are remembered as logged; one that comes back after so many others is logged again. */
const LOGGED_KEPT = { max: 2_000, maxSize: 2_000_000, sizeCalculation: (text: string) => text.length + 1 }

/**
 * Documents that are named and not sent: those of a manifest (trusted documents), and those that a client had remembered
 * (automatic persisted queries, `store`; null for none). With `mode: only` nothing else is served, whether named or sent.
 */
export function usePersistedOperations({
  trusted,
  mode,
  store,
}: {
  trusted: () => TrustedDocuments
  mode: 'off' | 'log' | 'only'
  store: DocumentStore | null
}): RouterPlugin {
  const logged = new LRUCache<string, string>(LOGGED_KEPT)
  /** What is remembered when it turns out to be valid: texts and their hashes. */
  const registering = new WeakMap<RequestContext, Map<string, string>>()

  function check(text: string, context: RequestContext, operationName: string | null): string {
    if (mode === 'off' || trusted().has(text)) return text
    if (mode === 'only') throw notInList()
    if (!logged.has(text)) {
      logged.set(text, text)
      const client = CLIENT_NAMES.map((name) => context.headers[name]).find(Boolean)
      const line = { client, operation: operationName, hash: documentHash(text) }
      context.log.warn(line, 'operation outside of the trusted documents')
    }
    return text
  }

  /** The query came along: nothing needs to be found, but it must be what its name says. */
  function compare(text: string, named: NamedDocument, context: RequestContext): void {
    if (trusted().find(named.id) === text) return
    if (named.hash === null || documentHash(text) !== named.hash) {
      throw new RequestRefused(
        400,
        'PERSISTED_QUERY_HASH_MISMATCH',
        'The query is another one than its hash or id says.',
      )
    }
    if (!named.registers || !store) return
    const texts = registering.get(context) ?? new Map<string, string>()
    registering.set(context, texts.set(text, named.hash))
  }

  function find(named: NamedDocument, context: RequestContext): Promise<string> | string {
    const listed = trusted().find(named.id)
    if (listed !== undefined) return listed
    if (mode === 'only') throw notInList()
    if (!store && named.registers) throw new OperationInvalid([NOT_SUPPORTED])
    const found = named.hash === null ? undefined : store?.find(named.hash, context)
    return found instanceof Promise ? found.then(orNotFound) : orNotFound(found)
  }

  return {
    name: 'persisted-operations',
    onDocument(request, context) {
      const named = namedDocument(request)
      const { query, operationName = null } = request
      if (typeof query === 'string' && query !== '') {
        if (named) compare(query, named, context)
        return check(query, context, operationName)
      }
      if (!named) return undefined
      const found = find(named, context)
      if (!(found instanceof Promise)) return check(found, context, operationName)
      return found.then((text) => check(text, context, operationName))
    },
    onOperation({ prepared, context }) {
      const hash = registering.get(context)?.get(prepared.text)
      if (hash !== undefined) store?.keep(hash, prepared.text, context)
    },
  }
}

function orNotFound(text: string | undefined): string {
  if (text === undefined) throw new OperationInvalid([NOT_FOUND])
  return text
}

// Some clients look at these messages and not at the codes.
const NOT_FOUND = codedError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
const NOT_SUPPORTED = codedError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported')

function notInList(): RequestRefused {
  return new RequestRefused(400, 'PERSISTED_QUERY_NOT_IN_LIST', 'This operation is not among the trusted documents.')
}
