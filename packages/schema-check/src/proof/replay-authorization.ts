import { type ASTNode, Kind } from 'graphql'
import { leastRefused, printRequirement, refusedAt, requirementAt, type Viewer } from '../compare/authorization.ts'
import type { Replayed, ReplayCase, ReplaySides } from './replay-case.ts'

/** Whom the head refuses and the base did not: the least viewer who may ask it on the base, held against the head's rules. */
export function replayAuthorization(
  { baseModel, headModel }: ReplaySides,
  { change: { coordinate }, usage }: ReplayCase,
): Replayed | null {
  const written = usage.written.get(coordinate)
  if (!written && !usage.implied.has(coordinate)) return null
  const viewer = leastRefused(coordinate, baseModel, headModel)
  if (!viewer) return null
  if (
    refusedAt(coordinate, baseModel, headModel) === 'who see nothing of it' &&
    !written?.some(asksOnlyWhetherIsThere)
  ) {
    return null
  }
  const { authenticated, scopes, policies } = viewer
  const isAnybody = !authenticated && scopes.length + policies.length === 0
  return {
    // Behind an interface it depends on which type the answer has; a viewer may have more than the least.
    certainty: written && isAnybody ? 'certain' : 'possible',
    shownBy: 'authorization',
    variables: {},
    onBase: `allowed to ${describe(viewer)}`,
    onHead: [
      `refused to ${describe(viewer)}: ${coordinate} asks for ${printRequirement(requirementAt(headModel, coordinate))}`,
    ],
  }
}

function asksOnlyWhetherIsThere(node: ASTNode): boolean {
  if (node.kind !== Kind.FIELD) return false
  return (
    node.selectionSet?.selections.every((one) => one.kind === Kind.FIELD && one.name.value === '__typename') ?? false
  )
}

function describe({ authenticated, scopes, policies }: Viewer): string {
  const held = [...scopes.map((scope) => `scope ${scope}`), ...policies.map((policy) => `policy ${policy}`)]
  return `${authenticated ? 'a viewer with a token' : 'anybody'}${held.length > 0 ? ` and ${held.join(', ')}` : ''}`
}
