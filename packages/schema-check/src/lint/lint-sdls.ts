import { buildSubgraph, type Subgraph } from '@apollo/federation-internals'
import { parser, rules as pluginRules } from '@graphql-eslint/eslint-plugin'
import { Linter } from 'eslint'
import { printSchema } from 'graphql'
import { CheckFailure } from '../check-failure.ts'
import type { LintProblem } from '../result.ts'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import type { RuleSettings } from './lint-settings.ts'
import { noFloatForMoney } from './rules/no-float-for-money.ts'
import { nullableAcrossSubgraphs, type SubgraphFacts } from './rules/nullable-across-subgraphs.ts'
import { ofWholeTypes } from './rules/of-whole-types.ts'
import { pageLimit } from './rules/page-limit.ts'

const OWN_RULES = {
  'no-float-for-money': noFloatForMoney,
  'nullable-across-subgraphs': nullableAcrossSubgraphs,
  'page-limit': pageLimit,
}
/** The plugin's, which would have every `extend type` repeat the whole of its type. */
const CHANGED_RULES = {
  'relay-connection-types': ofWholeTypes(pluginRules['relay-connection-types']),
  'relay-edge-types': ofWholeTypes(pluginRules['relay-edge-types']),
}
/** Decided by comparing two sides, and not by looking at one. */
const OF_COMPARISON = new Set(['deprecation-before-removal'])
const RULES = { ...pluginRules, ...CHANGED_RULES, ...OWN_RULES } as unknown as Record<string, never>
const PREFIX = 'sdl/'

/**
 * Lints the SDL of each subgraph by ESLint's rules for GraphQL and our own. Lines are let pass by ESLint's comments,
 * `# eslint-disable-next-line sdl/<rule> -- why`.
 *
 * @param owners the subgraph that owns each entity, by the entity's name
 * @throws CheckFailure when a rule does not exist, or its options are wrong
 */
export function lintSdls(
  sdls: readonly SubgraphSdl[],
  settings: RuleSettings,
  owners: Readonly<Record<string, string>>,
): LintProblem[] {
  const unknown = Object.keys(settings).filter((rule) => !(rule in RULES) && !OF_COMPARISON.has(rule))
  if (unknown.length > 0) throw new CheckFailure(`There is no rule ${unknown.join(', ')} to lint by`)
  const linter = new Linter({ configType: 'flat' })
  return sdls.flatMap((sdl) => {
    const config = configFor(sdl, settings, owners)
    return linter.verify(sdl.text, config, { filename: `${sdl.name}.graphql` }).map((message): LintProblem => {
      const { ruleId, severity, line, column, message: text, fatal } = message
      if (fatal) throw new CheckFailure(`${sdl.file} cannot be linted: ${text}`)
      return {
        rule: ruleId?.slice(PREFIX.length) ?? 'unused-suppression',
        severity: severity === 2 ? 'error' : 'warning',
        message: text,
        coordinate: null,
        place: { side: 'head', subgraph: sdl.name, file: sdl.file, line, column },
      }
    })
  })
}

function configFor(
  sdl: SubgraphSdl,
  settings: RuleSettings,
  owners: Readonly<Record<string, string>>,
): Linter.Config[] {
  const subgraph = buildSubgraph(sdl.name, sdl.url ?? '', sdl.text)
  const schemaSdl = printSchema(subgraph.schema.toGraphQLJSSchema())
  const hasConnections = subgraph.schema.objectTypes().some(({ name }) => name.endsWith('Connection'))
  const rules: Linter.RulesRecord = {}
  for (const [rule, setting] of Object.entries(settings)) {
    if (OF_COMPARISON.has(rule)) continue
    // It wants the type everywhere, also where nothing is paged.
    if (rule === 'relay-page-info' && !hasConnections) continue
    const [severity, ...options] = typeof setting === 'string' ? [setting] : setting
    const facts = rule === 'nullable-across-subgraphs' ? [factsOf(subgraph, owners)] : options
    rules[PREFIX + rule] = [severity, ...facts]
  }
  return [
    {
      files: ['**/*.graphql'],
      plugins: { sdl: { rules: RULES } },
      languageOptions: { parser, parserOptions: { schemaSdl } },
      linterOptions: { reportUnusedDisableDirectives: 'error' },
      rules,
    },
  ]
}

function factsOf(subgraph: Subgraph, owners: Readonly<Record<string, string>>): SubgraphFacts {
  const { name, schema } = subgraph
  const [key, external] = [subgraph.metadata().keyDirective(), subgraph.metadata().externalDirective()]
  const keys = [...schema.objectTypes(), ...schema.interfaceTypes()].map((type) => {
    const sets = type.appliedDirectivesOf(key).map((applied) => String(applied.arguments().fields))
    return [type.name, sets.flatMap((fields) => fields.split(/\W+/))] as const
  })
  return { subgraph: name, owners, keys: Object.fromEntries(keys), external: external.name }
}
