import { z } from 'zod'
import { CheckFailure } from '../check-failure.ts'

const severity = z.enum(['off', 'warn', 'error'])
const rules = z.record(z.string(), z.union([severity, z.tuple([severity], z.unknown())]))

export type RuleSeverity = z.infer<typeof severity>
export type RuleSettings = Readonly<Record<string, RuleSeverity | readonly [RuleSeverity, ...unknown[]]>>

/**
 * Reads `lint` of supergraph-check.yaml: a severity, or a severity with options, for each rule.
 *
 * @throws CheckFailure that names what is wrong
 */
export function parseRuleSettings(written: unknown): RuleSettings {
  const read = rules.safeParse(written ?? {})
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, message }) => `  lint.${path.join('.')}: ${message}`)
  throw new CheckFailure(`supergraph-check.yaml is wrong:\n${problems.join('\n')}`)
}

/** The severity of a rule; `off` for one that is not named. */
export function severityOf(settings: RuleSettings, rule: string): RuleSeverity {
  const setting = settings[rule] ?? 'off'
  return typeof setting === 'string' ? setting : setting[0]
}
