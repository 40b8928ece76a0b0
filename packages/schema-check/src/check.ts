import { readFileSync } from 'node:fs'
import { type SchemaChange, findApiChanges, findingId } from './compare/api-changes.ts'
import { type DirectiveChange, findDirectiveChanges } from './compare/directive-changes.ts'
import { findFederationChanges } from './compare/federation-changes.ts'
import { causeFinder } from './compare/find-causes.ts'
import { composeSide, loadPublished, type LoadedSide } from './composition/load-side.ts'
import { CheckFailure } from './check-failure.ts'
import type { CheckSettings } from './check-settings.ts'
import { printProblem } from './composition/compose-subgraphs.ts'
import type { CheckOutcome, CheckResult, CompositionProblem, Finding, Severity, SideSummary } from './result.ts'
import { type ReadSide, readSides } from './sources/read-sides.ts'

const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  name: string
  version: string
}

/**
 * Makes the whole check.
 *
 * @throws CheckFailure when it cannot be made: no base, a base that does not compose, a file that cannot be read
 */
export async function checkSchema(settings: CheckSettings): Promise<CheckOutcome> {
  const start = performance.now()
  const sides = await readSides(settings)
  const head = load(sides.head, settings, 'head')
  const result: CheckResult = {
    version: 1,
    tool: { name, version },
    checkedAt: settings.now.toISOString(),
    durationMs: 0,
    status: 'ok',
    reasons: [],
    base: summarize(sides.base, sides.head),
    head: summarize(sides.head, sides.base),
    compositionErrors: [],
    compositionHints: [],
    findings: [],
    evidence: {
      registered: 0,
      recorded: 0,
      requests: 0,
      firstSeen: null,
      lastSeen: null,
      clients: [],
      invalidOnBase: [],
      touched: 0,
    },
    planRegressions: [],
    plansSkipped: 0,
    deployOrder: {
      safeOrders: ['subgraphs first', 'router first'],
      problems: [],
      advice: 'Nothing to deploy in order.',
    },
    approvals: { expired: [], unmatched: [] },
    lint: [],
    notes: sides.notes,
  }
  let base: LoadedSide | null = null
  if ('errors' in head) {
    result.compositionErrors = head.errors
    result.reasons.push('The subgraphs do not compose.')
  } else if (sides.base) {
    base = isSame(sides.base, sides.head) ? head : loadBase(sides.base, settings)
    result.compositionHints = head.hints.filter(({ message }) => !base?.hints.some((hint) => hint.message === message))
    if (base !== head) result.findings = await compare(base, head, settings)
  }
  judge(result, settings)
  result.durationMs = Math.round(performance.now() - start)
  const supergraph = 'errors' in head ? null : head.supergraph
  return { result, supergraphs: { base: base?.supergraph ?? null, head: supergraph } }
}

function load(
  side: ReadSide,
  { contracts }: CheckSettings,
  which: 'base' | 'head',
): LoadedSide | { errors: CompositionProblem[] } {
  return side.supergraph === null
    ? composeSide(side.sdls, contracts, which)
    : loadPublished(side.supergraph, side.label, contracts)
}

function loadBase(side: ReadSide, settings: CheckSettings): LoadedSide {
  const loaded = load(side, settings, 'base')
  if (!('errors' in loaded)) return loaded
  const problems = loaded.errors.map((error) => `  ${printProblem(error)}`).join('\n')
  throw new CheckFailure(`The base ${side.label} does not compose, so nothing can be compared with it:\n${problems}`)
}

function isSame(base: ReadSide, head: ReadSide): boolean {
  return base.supergraph === null && JSON.stringify(base.sdls) === JSON.stringify(head.sdls)
}

function summarize(side: ReadSide | null, other: ReadSide | null): SideSummary {
  if (!side) return { kind: 'none', label: 'none', commit: null, subgraphs: [] }
  const { kind, label, commit, sdls } = side
  const known = new Map(other?.sdls.map((sdl) => [sdl.name, sdl]))
  const subgraphs = sdls.map(({ name, url, file, text }) => {
    const changed = other !== null && other.supergraph === null && known.get(name)?.text !== text
    return { name, url, file, changed }
  })
  return { kind, label, commit, subgraphs }
}

async function compare(base: LoadedSide, head: LoadedSide, settings: CheckSettings): Promise<Finding[]> {
  const causes = causeFinder(base.subgraphs, head.subgraphs)
  const findings = new Map<string, Finding>()
  const add = (change: SchemaChange & Partial<DirectiveChange>, category: Finding['category'], variant: string) => {
    const { code, coordinate, message, reason } = change
    const id = findingId(code, coordinate, message)
    const known = findings.get(id)
    if (known) {
      known.variants.push(variant)
      return
    }
    findings.set(id, {
      id,
      code,
      severity: settings.severities[code] ?? change.severity,
      category: change.category ?? category,
      coordinate,
      message,
      reason,
      variants: [variant],
      causes: causes(coordinate),
      usage: { status: 'unknown', requests: 0, operations: [], total: 0 },
      proof: null,
      verdict: 'passes',
      passesBecause: null,
      approval: null,
    })
  }
  for (const [variant, { schema }] of head.variants) {
    const before = base.variants.get(variant)
    if (!before) continue
    for (const change of await findApiChanges(before.schema, schema)) add(change, 'api', variant)
  }
  for (const change of findFederationChanges(base.model, head.model)) add(change, 'federation', 'main')
  for (const change of findDirectiveChanges(base.model, head.model)) add(change, change.category, 'main')
  const rank: Record<Severity, number> = { breaking: 0, dangerous: 1, safe: 2 }
  return [...findings.values()].toSorted(
    (one, other) => rank[one.severity] - rank[other.severity] || (one.coordinate < other.coordinate ? -1 : 1),
  )
}

function judge(result: CheckResult, { failOn }: CheckSettings): void {
  for (const finding of result.findings) {
    const bad = finding.severity === 'breaking' || (failOn === 'dangerous' && finding.severity === 'dangerous')
    finding.verdict = bad ? 'fails' : 'passes'
  }
  const failing = result.findings.filter(({ verdict }) => verdict === 'fails').length
  if (failing > 0) result.reasons.push(`${failing} ${failing === 1 ? 'finding fails' : 'findings fail'}.`)
  result.status = result.reasons.length > 0 ? 'breaking' : 'ok'
}
