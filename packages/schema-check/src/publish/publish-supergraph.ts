import { CheckFailure } from '../check-failure.ts'
import { versionOf } from './publication.ts'
import type { Publication, PublicationStore, PublishedSupergraph } from './publication.ts'

/** What the check says of a step from what is published (null: nothing is) to the supergraph that is to be published. */
export type CheckStep = (published: string | null) => Promise<NonNullable<Publication['check']> | null>

export type PublishRequest = {
  sdl: string
  publishedBy: string
  commit: string | null
  /** Publishes although the check fails. */
  reason: string | null
  /** Null when nothing is to be checked. */
  check: CheckStep
  now: () => Date
}

export type PublishOutcome =
  | { kind: 'published'; publication: Publication }
  | { kind: 'unchanged'; publication: Publication }
  | { kind: 'refused'; reasons: string[] }

/** Others who publish meanwhile, one after another: more than these is no coincidence. */
const MOST_ATTEMPTS = 10
/** How many publications are looked through for the one before; an older one has to be named. */
const FURTHEST_BACK = 200

/**
 * Publishes a supergraph when the step to it from what is published now passes the check. When another publisher comes
 * first, the step from its supergraph is checked, too: what was checked is what routers do.
 */
export async function publishSupergraph(store: PublicationStore, request: PublishRequest): Promise<PublishOutcome> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const before = await newestOf(store)
    if (before?.sdl === request.sdl && (await store.served()) === request.sdl) {
      return { kind: 'unchanged', publication: before }
    }
    const check = await request.check(before?.sdl ?? null)
    if (check?.status === 'breaking' && request.reason === null) return { kind: 'refused', reasons: check.reasons }
    const publication: Publication = {
      number: (before?.number ?? 0) + 1,
      version: versionOf(request.sdl),
      publishedAt: request.now().toISOString(),
      publishedBy: request.publishedBy,
      commit: request.commit,
      check,
      reason: check?.status === 'breaking' ? request.reason : null,
      rollbackTo: null,
    }
    if (await store.add({ ...publication, sdl: request.sdl })) return { kind: 'published', publication }
  }
  throw new Error(`${store.name}: others published ${MOST_ATTEMPTS} times meanwhile.`)
}

export type RollbackRequest = {
  /** Null for the one that was served before the newest. */
  to: number | null
  publishedBy: string
  reason: string | null
  now: () => Date
}

/**
 * Publishes an older supergraph again, as a publication of its own: the history tells what routers served at any time. It
 * is not checked: it was served before.
 *
 * @throws CheckFailure when there is no such publication
 */
export async function rollBack(store: PublicationStore, request: RollbackRequest): Promise<Publication> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const history = await store.history(request.to === null ? FURTHEST_BACK : 1)
    const [newest] = history
    // Of several rollbacks in a row each goes one further back.
    const wanted = request.to ?? numberBefore(history)
    const old = wanted === null ? null : await store.read(wanted)
    if (!newest || !old)
      throw new CheckFailure(`${store.name}: there is no publication ${wanted ?? ''} to go back to.`.replace('  ', ' '))
    const { sdl, version, commit, check } = old
    const publication: Publication = {
      number: newest.number + 1,
      version,
      publishedAt: request.now().toISOString(),
      publishedBy: request.publishedBy,
      commit,
      check,
      reason: request.reason,
      rollbackTo: old.rollbackTo ?? old.number,
    }
    if (await store.add({ ...publication, sdl })) return publication
  }
  throw new Error(`${store.name}: others published ${MOST_ATTEMPTS} times meanwhile.`)
}

/** The one before that whose supergraph is served: the newest, or what it was rolled back to. */
function numberBefore(history: readonly Publication[]): number | null {
  const [newest] = history
  if (!newest) return null
  const served = newest.rollbackTo ?? newest.number
  return history.find((one) => one.number < served && one.rollbackTo === null)?.number ?? null
}

async function newestOf(store: PublicationStore): Promise<PublishedSupergraph | null> {
  const [newest] = await store.history(1)
  return newest ? store.read(newest.number) : null
}
