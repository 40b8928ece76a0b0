import { GraphQLError } from 'graphql'
import type { FieldNode } from 'graphql'
import { guardedPlacesOf } from '../authorization/guarded-places.ts'
import type { GuardedPlace } from '../authorization/guarded-places.ts'
import { isMet } from '../authorization/requirement.ts'
import { viewerScopes } from '../authorization/viewer-scopes.ts'
import { RequestRefused } from '../errors.ts'
import { isExcluded } from '../operations/conditions.ts'
import type { OperationRun } from '../operations/operation.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * Says which of these policies hold for the viewer of a request; what it leaves out does not hold. Asked once per operation,
 * for the policies of the fields that it selects. When it fails, so does the operation.
 */
export type AskPolicies = (policies: string[], context: RequestContext) => Promise<Record<string, boolean>>

const UNAUTHENTICATED = { code: 'UNAUTHENTICATED', status: 401 } as const
const FORBIDDEN = { code: 'FORBIDDEN', status: 403 } as const

/**
 * `@authenticated`, `@requiresScopes` and `@policy` of the supergraph, before anything is planned. Fields that the viewer
 * may not have are withheld with an error each (`filter`), or the whole operation is refused (`reject`).
 */
export function useAuthorization({
  unauthorized,
  scopeClaims,
  policies: askPolicies,
}: {
  unauthorized: 'filter' | 'reject'
  /** Claims that have scopes. */
  scopeClaims: readonly string[]
  /** Without it no policy holds. */
  policies: AskPolicies | undefined
}): RouterPlugin {
  async function decide(run: OperationRun, places: readonly GuardedPlace[]): Promise<void> {
    const { claims } = run.context
    const selected = places.filter(({ conditions }) => !conditions.some((one) => isExcluded(one, run.values)))
    const granted = await grantedPolicies(selected, run.context)
    const scopes = viewerScopes(claims, scopeClaims)
    const denied = new Set<GuardedPlace>()
    for (const place of selected) {
      // Within what is withheld nothing is left to withhold.
      if (isWithin(place, denied) || isMet(place.requirement, scopes, granted)) continue
      denied.add(place)
    }
    if (denied.size > 0) withhold(run, [...denied], claims ? FORBIDDEN : UNAUTHENTICATED)
  }

  async function grantedPolicies(places: readonly GuardedPlace[], context: RequestContext): Promise<Set<string>> {
    if (!askPolicies) return new Set()
    const names = new Set(places.flatMap(({ requirement }) => requirement.policies.flat(2)))
    if (names.size === 0) return names
    const answer = await askPolicies([...names].toSorted(), context)
    return new Set([...names].filter((name) => Object.hasOwn(answer, name) && answer[name] === true))
  }

  function withhold(
    run: OperationRun,
    denied: readonly GuardedPlace[],
    { code, status }: typeof UNAUTHENTICATED | typeof FORBIDDEN,
  ): void {
    // A subscription without its root field has nothing to follow.
    const lost = denied.find(({ isRoot }) => isRoot && run.prepared.kind === 'subscription')
    const [first] = denied
    const refused = unauthorized === 'reject' ? first : lost
    if (refused) {
      const headers: Record<string, string> = status === 401 ? { 'www-authenticate': 'Bearer' } : {}
      throw new RequestRefused(status, code, messageFor(refused, code), headers)
    }
    const fields = new Map<number, FieldNode>(denied.map(({ nodeIndex, node }) => [nodeIndex, node]))
    const key = [...fields.keys()].toSorted((one, other) => one - other).join()
    run.withheld = { key, fields: new Set(fields.values()) }
    // Within a list several places have the same path; one error says it.
    const distinct = new Map(denied.map((place) => [JSON.stringify([place.path, place.coordinate]), place]))
    for (const place of distinct.values()) {
      run.errors.push(new GraphQLError(messageFor(place, code), { path: place.path, extensions: { code } }))
    }
  }

  function onOperation(run: OperationRun): Promise<void> | undefined {
    const places = guardedPlacesOf(run.prepared)
    return places ? decide(run, places) : undefined
  }

  return { name: 'authorization', onOperation, onReplan: onOperation }
}

function isWithin(place: GuardedPlace, denied: ReadonlySet<GuardedPlace>): boolean {
  for (let { outer } = place; outer; { outer } = outer) if (denied.has(outer)) return true
  return false
}

function messageFor({ coordinate }: GuardedPlace, code: 'UNAUTHENTICATED' | 'FORBIDDEN'): string {
  if (code === 'UNAUTHENTICATED') return `An access token is needed for ${coordinate}.`
  return `You may not use ${coordinate}.`
}
