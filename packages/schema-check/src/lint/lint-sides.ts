import { parse, Source } from 'graphql'
import type { LoadedSide } from '../composition/load-side.ts'
import { mapSupergraph } from '../formats/html/owners.ts'
import type { LintProblem } from '../result.ts'
import type { ReadSides } from '../sources/read-sides.ts'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import { lintSdls } from './lint-sdls.ts'
import { severityOf } from './lint-settings.ts'
import type { RuleSettings } from './lint-settings.ts'
import { type LintedSubgraph, removedWithoutDeprecation } from './removed-without-deprecation.ts'

/**
 * Lints the subgraphs as they are now, and, where there is a base, what they have lost since. `composed` is the head.
 *
 * @throws CheckFailure when a rule is set wrongly
 */
export function lintSides(composed: LoadedSide, { base, head }: ReadSides, rules: RuleSettings): LintProblem[] {
  const entities = mapSupergraph(composed.model).types.filter(({ isEntity }) => isEntity)
  const problems = lintSdls(head.sdls, rules, Object.fromEntries(entities.map(({ name, owner }) => [name, owner])))
  const severity = severityOf(rules, 'deprecation-before-removal')
  if (!base || base.supergraph !== null || severity === 'off') return problems
  const word = severity === 'error' ? 'error' : 'warning'
  return [...problems, ...removedWithoutDeprecation(parsed(base.sdls), parsed(head.sdls), word)]
}

function parsed(sdls: readonly SubgraphSdl[]): LintedSubgraph[] {
  return sdls.map(({ name, file, text }) => ({ name, file, document: parse(new Source(text, file)) }))
}
