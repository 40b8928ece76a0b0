import { leastViewers, printRequirement, requirementAt, satisfies, type Viewer } from '../compare/authorization.ts'
import type { Replayed, ReplayCase, ReplaySides } from './replay-case.ts'

/** Whom the head refuses and the base did not: the least viewer who may ask it on the base, held against the head's rules. */
export function replayAuthorization(sides: ReplaySides, { change, usage }: ReplayCase): Replayed | null {
  const { coordinate } = change
  const isWritten = usage.written.has(coordinate)
  if (!isWritten && !usage.implied.has(coordinate)) return null
  const [was, is] = [requirementAt(sides.baseModel, coordinate), requirementAt(sides.headModel, coordinate)]
  const viewer = leastViewers(was).find((one) => satisfies(one, was) && !satisfies(one, is))
  if (!viewer) return null
  return {
    // Behind an interface it depends on which type the answer has; a viewer may have more than the least.
    certainty: isWritten && was === null ? 'certain' : 'possible',
    shownBy: 'authorization',
    variables: {},
    onBase: `allowed to ${describe(viewer)}`,
    onHead: [`refused to ${describe(viewer)}: ${coordinate} asks for ${printRequirement(is)}`],
  }
}

function describe({ authenticated, scopes, policies }: Viewer): string {
  const held = [...scopes.map((scope) => `scope ${scope}`), ...policies.map((policy) => `policy ${policy}`)]
  return `${authenticated ? 'a viewer with a token' : 'anybody'}${held.length > 0 ? ` and ${held.join(', ')}` : ''}`
}
