import type { Logger } from 'pino'
import { z } from 'zod'
import { openSource } from '../supergraph-source.ts'
import type { SourceSettings } from '../supergraph-source.ts'
import { documentHash } from './document-hash.ts'

/** The documents of a manifest, as it is at the moment. */
export type TrustedDocuments = {
  /** The text that has this id in the manifest, or this SHA-256. */
  find(id: string): string | undefined
  has(text: string): boolean
  texts: ReadonlySet<string>
}

export type TrustedDocumentsFeed = { current(): TrustedDocuments; stop(): void }

/** What Apollo's generate-persisted-query-manifest writes. Names and types are for people: nothing is decided by them. */
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
})

export const NO_TRUSTED_DOCUMENTS: TrustedDocuments = { find: () => undefined, has: () => false, texts: new Set() }

/**
 * Loads a manifest from a file or URL (rejects when it cannot) and follows it from then on. A bad one is refused, and the
 * one before stays.
 */
export async function openTrustedDocuments(
  source: string,
  { log, settings }: { log: Logger; settings: SourceSettings },
): Promise<TrustedDocumentsFeed> {
  const opened = openSource(source, settings)
  let text: string
  let current: TrustedDocuments
  try {
    text = (await opened.read()) ?? ''
    current = readManifest(text)
  } catch (error) {
    opened.close()
    throw error
  }

  async function refresh(): Promise<void> {
    try {
      const next = await opened.read()
      if (next === null || next === text) return
      current = readManifest(next)
      text = next
      log.info({ source: opened.name }, 'trusted documents swapped')
    } catch (error) {
      log.error({ err: error, source: opened.name }, 'manifest of trusted documents refused, the old one stays')
    }
  }

  let refreshing = Promise.resolve()
  const stopWatching = opened.watch(() => {
    refreshing = refreshing.then(refresh)
  })
  return {
    current: () => current,
    stop() {
      stopWatching()
      opened.close()
    },
  }
}

function readManifest(text: string): TrustedDocuments {
  const { operations } = manifestSchema.parse(JSON.parse(text))
  const byId = new Map<string, string>()
  const texts = new Set<string>()
  for (const { id, body } of operations) {
    const other = byId.get(id)
    if (other !== undefined && other !== body) throw new Error(`Two documents of the manifest have the id ${id}.`)
    byId.set(id, body)
    byId.set(documentHash(body), body)
    texts.add(body)
  }
  return { find: (id) => byId.get(id), has: (body) => texts.has(body), texts }
}
