import { CheckFailure } from '../check-failure.ts'
import type { CheckSettings } from '../check-settings.ts'
import type { SideSummary } from '../result.ts'
import { type ReadSides, readSides } from '../sources/read-sides.ts'
import { printProblem } from './compose-subgraphs.ts'
import { composeSide, type LoadedSide } from './load-side.ts'

/** The head, composed; `sides` is what was read, with a base where there is one. */
export type ComposedHead = { head: LoadedSide; sides: ReadSides; commit: SideSummary['commit'] }

/**
 * Composes the subgraphs as they are now, for those who only want to know what they are.
 *
 * @throws CheckFailure when they cannot be read or do not compose
 */
export async function composeHead(settings: CheckSettings): Promise<ComposedHead> {
  const sides = await readSides({ ...settings, withoutBase: 'pass' })
  const head = composeSide(sides.head.sdls, settings.contracts, 'head')
  if ('errors' in head) {
    const problems = head.errors.map((error) => `  ${printProblem(error)}`).join('\n')
    throw new CheckFailure(`The subgraphs do not compose:\n${problems}`)
  }
  return { head, sides, commit: sides.head.commit ?? sides.git?.commitsOf(['HEAD']).get('HEAD') ?? null }
}
