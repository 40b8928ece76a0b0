import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { applyApprovals, parseApprovals } from './approvals/approvals.ts'
import { CheckFailure } from './check-failure.ts'
import type { CheckSettings } from './check-settings.ts'
import { printProblem } from './composition/compose-subgraphs.ts'
import { markOneOfAs } from './composition/mark-one-of.ts'
import { composeSide, loadPublished, type LoadedSide } from './composition/load-side.ts'
import { judge } from './judge.ts'
import type { RuleSettings } from './lint/lint-settings.ts'
import type { CheckOutcome, CheckResult, CompositionProblem, SideSummary } from './result.ts'
import { readFromDisk } from './sources/read-subgraphs.ts'
import { type ReadSide, type ReadSides, readSides } from './sources/read-sides.ts'

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
  const outcome = await checkSides(await readSides(settings), settings)
  outcome.result.durationMs = Math.round(performance.now() - start)
  return outcome
}

/** The check of sides that were read, wherever they come from. */
export async function checkSides(sides: ReadSides, settings: CheckSettings): Promise<CheckOutcome> {
  const result = emptyResult(settings.now)
  result.base = summarize(sides.base, sides.head)
  result.head = summarize(sides.head, sides.base)
  result.notes.push(...sides.notes)
  const approvals = readApprovals(settings)
  const head = load(sides.head, settings, 'head')
  let base: LoadedSide | null = null
  if ('errors' in head) {
    result.compositionErrors = head.errors
  } else if (!sides.base) {
    result.compositionHints = head.hints
  } else {
    base = isSame(sides.base, sides.head, settings) ? head : loadBase(sides.base, settings)
    if (sides.base.supergraph !== null) result.notes.push(supposeOfPublished(sides.base, base, head))
    if (base !== head) await compare({ base, head }, { base: sides.base, head: sides.head }, settings, result)
  }
  if (settings.lint && !('errors' in head)) result.lint = await lint(head, sides, settings.lint)
  applyApprovals(result, approvals, settings.now)
  judge(result, settings)
  const supergraph = 'errors' in head ? null : head.supergraph
  return { result, supergraphs: { base: base?.supergraph ?? null, head: supergraph } }
}

/** Imported only when it is wanted: ESLint takes longer to load than everything else, and need not be installed. */
async function lint(head: LoadedSide, sides: ReadSides, rules: RuleSettings): Promise<CheckResult['lint']> {
  const { lintSides } = await import('./lint/lint-sides.ts')
  return lintSides(head, sides, rules)
}

// Whether plans reach everything in the base is no matter of the change.
function load(
  side: ReadSide,
  { contracts }: CheckSettings,
  which: 'base' | 'head',
): LoadedSide | { errors: CompositionProblem[] } {
  return side.supergraph === null
    ? composeSide(side.sdls, side.contracts ?? contracts, which, which === 'head' ? 'checked' : 'unchecked')
    : loadPublished(side.supergraph, side.label, contracts)
}

function loadBase(side: ReadSide, settings: CheckSettings): LoadedSide {
  const loaded = load(side, settings, 'base')
  if (!('errors' in loaded)) return loaded
  const problems = loaded.errors.map((error) => `  ${printProblem(error)}`).join('\n')
  throw new CheckFailure(`The base ${side.label} does not compose, so nothing can be compared with it:\n${problems}`)
}

/** What a published supergraph does not say of itself is taken to be as it is in the head; gives what that leaves out. */
function supposeOfPublished({ label }: ReadSide, base: LoadedSide, head: LoadedSide): string {
  for (const [name, { schema }] of base.variants) {
    const like = head.variants.get(name)
    if (like) markOneOfAs(like.schema, schema)
  }
  return (
    `${label}, a published supergraph, does not say which of its inputs are @oneOf, nor how its contracts were cut: ` +
    `as now, it is supposed. NOT COMPARED: whether an input became @oneOf, and whether a contract changed.`
  )
}

function isSame(base: ReadSide, head: ReadSide, { contracts }: CheckSettings): boolean {
  const of = (side: ReadSide) => JSON.stringify([side.sdls, side.contracts ?? contracts])
  return base.supergraph === null && of(base) === of(head)
}

/** Loaded when it is wanted: most changes of a repository are none of its schema. */
async function compare(
  loaded: { base: LoadedSide; head: LoadedSide },
  read: { base: ReadSide; head: ReadSide },
  settings: CheckSettings,
  result: CheckResult,
): Promise<void> {
  const { compareSides } = await import('./compare-sides.ts')
  const { notes, ...comparison } = await compareSides(loaded, read, settings)
  Object.assign(result, comparison)
  result.notes.push(...notes)
}

function readApprovals({ approvalsFile, root }: CheckSettings) {
  const text = readFromDisk([approvalsFile]).get(approvalsFile) ?? null
  return text === null ? [] : parseApprovals(text, relative(root, approvalsFile))
}

function emptyResult(now: Date): CheckResult {
  const none: SideSummary = { kind: 'none', label: 'none', commit: null, subgraphs: [] }
  return {
    version: 1,
    tool: { name, version },
    checkedAt: now.toISOString(),
    durationMs: 0,
    status: 'ok',
    reasons: [],
    base: none,
    head: none,
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
    deployOrder: { safeOrders: ['subgraphs first', 'router first'], problems: [], advice: 'Nothing changed.' },
    approvals: { expired: [], unmatched: [] },
    lint: [],
    notes: [],
  }
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
