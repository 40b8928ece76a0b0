import { createHash } from 'node:crypto'

/** One supergraph that was given to routers, and why it was allowed to. Publications are numbered from 1 and never change. */
export type Publication = {
  number: number
  /** First 12 hexadecimal digits of the SHA-256 of the SDL: what a router's log calls it. */
  version: string
  /** RFC 3339. */
  publishedAt: string
  publishedBy: string
  /** Full hash of the commit that it was composed from; null when it was not a repository's. */
  commit: string | null
  /** What the check said of the step from the publication before; null when there was none, or it was not asked. */
  check: { status: 'ok' | 'breaking'; reasons: string[] } | null
  /** Why it was published although the check failed, or another one was rolled back to. */
  reason: string | null
  /** The publication that it repeats; null when it is new. */
  rollbackTo: number | null
}

export type PublishedSupergraph = Publication & { sdl: string }

/**
 * Where publications are kept and routers pick up the newest. All of them are kept; what routers read is the text of the one
 * with the highest number.
 */
export type PublicationStore = {
  /** For people, without credentials. */
  name: string
  /** The newest first, at most `most`. */
  history(most: number): Promise<Publication[]>
  /** Null when there is none of this number. */
  read(number: number): Promise<PublishedSupergraph | null>
  /** What routers read at the moment; null when nothing was ever published. */
  served(): Promise<string | null>
  /**
   * Adds a publication, and gives it to routers. False when its number is taken, and nothing has changed then: of several
   * publishers one wins, and the others look at what it published before they try again.
   */
  add(published: PublishedSupergraph): Promise<boolean>
  close(): Promise<void>
}

/** As routers name a supergraph. */
export function versionOf(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex').slice(0, 12)
}

/** `000017.json`: names that sort as the numbers do. */
export function fileNameOf(number: number): string {
  return `${String(number).padStart(6, '0')}.json`
}

/** Null for names that are none of ours. */
export function numberOf(fileName: string): number | null {
  const digits = /(?:^|\/)(\d{6,})\.json$/.exec(fileName)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** What a history lists. */
export function withoutSdl(published: PublishedSupergraph): Publication {
  const { sdl: _, ...publication } = published
  return publication
}
