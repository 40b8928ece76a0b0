import type { CheckSettings } from './check-settings.ts'
import { causeFinder } from './compare/find-causes.ts'
import { findChanges } from './compare/find-changes.ts'
import { hintsOfSatisfiability } from './composition/compose-subgraphs.ts'
import { MAIN } from './composition/contract.ts'
import type { LoadedSide, Variant } from './composition/load-side.ts'
import { findDeployOrder } from './deploy/deploy-order.ts'
import { isUsed } from './evidence/gather-evidence.ts'
import { joinOperations } from './evidence/known-operations.ts'
import { readRegistered } from './evidence/read-registered.ts'
import { summarizeEvidence } from './evidence/summarize-evidence.ts'
import { weighChanges } from './evidence/weigh-changes.ts'
import type { WeighedChange } from './evidence/weighed-change.ts'
import { comparePlans } from './plans/compare-plans.ts'
import { planCoordinates } from './plans/plan-coordinates.ts'
import { type CheckResult, type CompositionProblem, type Finding, RANK } from './result.ts'
import type { ReadSide } from './sources/read-sides.ts'
import { readTraffic, type Traffic } from './traffic/read-traffic.ts'

/** The part of the result that comparing gives. */
export type Comparison = Pick<
  CheckResult,
  'compositionHints' | 'findings' | 'evidence' | 'planRegressions' | 'plansSkipped' | 'deployOrder' | 'notes'
>

/**
 * Says what differs between the sides, who uses it, and what it does.
 *
 * @throws CheckFailure when a file of evidence cannot be read
 */
export async function compareSides(
  { base, head }: { base: LoadedSide; head: LoadedSide },
  read: { base: ReadSide; head: ReadSide },
  settings: CheckSettings,
): Promise<Comparison> {
  const [before, after] = [base.variants.get(MAIN), head.variants.get(MAIN)]
  if (!before || !after) throw new Error('Every side has its main variant.')
  const traffic = readTraffic(settings.trafficFiles)
  const registered = readRegistered(settings.operationsFolder, settings.root, read.base, read.head)
  const isRecordedWhole = isWhole(traffic)
  const operations = joinOperations(registered, traffic.operations, isRecordedWhole)
  const known = settings.evidence === 'registered' ? registered.length : traffic.operations.length
  const planned = planCoordinates(base.model, head.model)
  const { weighed, touched, unreadable } = weighChanges({ base, head }, await findChanges(base, head), operations, {
    isKnowledgeComplete: known > 0 && (settings.evidence === 'registered' || isRecordedWhole),
    alsoWanted: planned,
  })
  const plans = await comparePlans(
    before,
    after,
    [...touched].flatMap(([operation, usage]) => ([...planned].some((at) => isUsed(usage, at)) ? [operation] : [])),
    settings.planLimit,
  )
  const causes = causeFinder(base.subgraphs, head.subgraphs)
  return {
    compositionHints: newHints(base, before, head),
    findings: weighed.map((change) => toFinding(change, settings, causes(change.coordinate))).toSorted(byWeight),
    evidence: summarizeEvidence(before.schema, registered, traffic.operations, touched),
    planRegressions: plans.regressions,
    plansSkipped: plans.skipped,
    deployOrder: findDeployOrder(base, head),
    notes: describeGaps(traffic, unreadable),
  }
}

// What is missing in a recording may be what is taken away: then nothing is known to be unused.
function isWhole({ unreadableLines, notRecorded }: Traffic): boolean {
  return unreadableLines === 0 && notRecorded === 0
}

function describeGaps({ operations, unreadableLines, notRecorded }: Traffic, unreadable: number): string[] {
  const sampled = operations.filter(({ variablesNotRecorded }) => variablesNotRecorded > 0).length
  return [
    ...(unreadable > 0
      ? [
          `${unreadable} recorded operations that may use what changed are no GraphQL, so nothing is known to be unused.`,
        ]
      : []),
    ...(unreadableLines > 0
      ? [`${unreadableLines} lines of the recorded traffic are no records, so nothing is known to be unused.`]
      : []),
    ...(notRecorded > 0
      ? [
          `Routers left ${notRecorded} requests out of the recording, because there were more different operations in a day than ` +
            'TRAFFIC_ROWS allows, so nothing is known to be unused.',
        ]
      : []),
    ...(sampled > 0
      ? [
          `Of ${sampled} recorded operations routers looked at the variables of some requests only (TRAFFIC_SAMPLE is below 100), ` +
            'so their variables are taken to hold anything.',
        ]
      : []),
  ]
}

// The base was composed without a look at satisfiability: that is caught up with where the head has hints of it.
function newHints(base: LoadedSide, { supergraph }: Variant, head: LoadedSide): CompositionProblem[] {
  const without = (hints: CompositionProblem[], known: CompositionProblem[]) =>
    hints.filter(({ message }) => !known.some((hint) => hint.message === message))
  const hints = without(head.hints, base.hints)
  return hints.length === 0 ? hints : without(hints, hintsOfSatisfiability(supergraph, 'base'))
}

const CALLED_BREAKING = 'It breaks nothing by its kind, but is called breaking by supergraph-check.yaml.'

function byWeight(one: Finding, other: Finding): number {
  return RANK[one.severity] - RANK[other.severity] || compare(one.coordinate, other.coordinate)
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function toFinding(change: WeighedChange, { severities }: CheckSettings, causes: Finding['causes']): Finding {
  const { id, code, category, coordinate, message, reason, variants, usage, proof, unproven } = change
  const severity = severities[code] ?? change.severity
  return {
    id,
    code,
    severity,
    category,
    coordinate,
    message,
    reason,
    variants,
    causes,
    usage,
    proof,
    unproven: severity === 'breaking' && proof === null ? (unproven ?? CALLED_BREAKING) : null,
    verdict: 'passes',
    passesBecause: null,
    approval: null,
  }
}
