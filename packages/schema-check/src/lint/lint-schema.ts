import { readFileSync } from 'node:fs'
import { parse, Source } from 'graphql'
import type { CheckSettings } from '../check-settings.ts'
import { composeHead } from '../composition/compose-head.ts'
import { mapSupergraph } from '../formats/html/owners.ts'
import type { LintProblem } from '../result.ts'
import { parseSettings } from '../settings.ts'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import { DEFAULT_RULES } from './default-rules.ts'
import { lintSdls } from './lint-sdls.ts'
import { parseRuleSettings, severityOf } from './lint-settings.ts'
import type { RuleSettings } from './lint-settings.ts'
import { removedWithoutDeprecation } from './removed-without-deprecation.ts'

/** What the settings file says, over the defaults. `path` may name no file: then it is the defaults. */
export function readRules(path: string | null): RuleSettings {
  if (path === null) return DEFAULT_RULES
  return { ...DEFAULT_RULES, ...parseRuleSettings(parseSettings(readFileSync(path, 'utf8'), path).lint) }
}

/**
 * Lints the subgraphs as they are now, and, where there is a base, what they have lost since.
 *
 * @throws CheckFailure when they cannot be read or do not compose, or a rule is set wrongly
 */
export async function lintSchema(settings: CheckSettings, rules: RuleSettings): Promise<LintProblem[]> {
  const { head: composed, sides } = await composeHead(settings)
  const { base, head } = sides
  const entities = mapSupergraph(composed.model).types.filter(({ isEntity }) => isEntity)
  const problems = lintSdls(head.sdls, rules, Object.fromEntries(entities.map(({ name, owner }) => [name, owner])))
  const severity = severityOf(rules, 'deprecation-before-removal')
  if (!base || base.supergraph !== null || severity === 'off') return problems
  const lost = removedWithoutDeprecation(
    parsed(base.sdls),
    parsed(head.sdls),
    severity === 'error' ? 'error' : 'warning',
  )
  return [...problems, ...lost]
}

function parsed(sdls: readonly SubgraphSdl[]) {
  return sdls.map(({ name, file, text }) => ({ name, file, document: parse(new Source(text, file)) }))
}
