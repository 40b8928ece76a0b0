import type { FoundChange } from '../compare/find-changes.ts'
import { MAIN } from '../composition/contract.ts'
import type { LoadedSide } from '../composition/load-side.ts'
import type { ReplaySides } from '../proof/replay-case.ts'
import { findBroken } from './find-broken.ts'
import { type Evidence, findTouched, gatherEvidence, joinEvidence } from './gather-evidence.ts'
import type { AskedOperation, KnownOperation } from './known-operation.ts'
import type { OperationUsage } from './operation-usage.ts'
import type { WeighedChange } from './weighed-change.ts'

/** Changes that no operation can become invalid by; what they do shows in answers, or to nobody. */
const NEVER_INVALID =
  /^(TYPE_ADDED|FIELD_ADDED|ENUM_VALUE_ADDED|UNION_MEMBER_ADDED|OBJECT_TYPE_INTERFACE_ADDED|DIRECTIVE_ADDED|.*_DESCRIPTION_.*|.*_DEPRECATION_.*)$/

const NOT_APPLICABLE: Evidence = {
  usage: { status: 'not applicable', requests: 0, operations: [], total: 0 },
  proof: null,
  unproven: null,
  affected: new Map(),
}

/**
 * Holds what clients ask against the changes. An operation that the head refuses, and that no breaking change explains, is told as
 * OPERATION_BROKEN: whatever this check thinks of a kind of change, what breaks a known operation is never called safe.
 *
 * @param isKnowledgeComplete whether an operation that is not among them is not asked by anybody
 * @param alsoWanted          coordinates of the whole API whose users are wanted for something else
 * @returns `unreadable` is how many operations may use what changed and are no GraphQL: nothing is known to be unused then
 */
export function weighChanges(
  { base, head }: { base: LoadedSide; head: LoadedSide },
  changes: readonly FoundChange[],
  operations: readonly AskedOperation[],
  { isKnowledgeComplete, alsoWanted }: { isKnowledgeComplete: boolean; alsoWanted: ReadonlySet<string> },
): { weighed: WeighedChange[]; touched: Map<KnownOperation, OperationUsage>; unreadable: number } {
  const allTouched = new Map<KnownOperation, OperationUsage>()
  const allUnreadable = new Set<AskedOperation>()
  const weighed = [...head.variants].flatMap(([variant, { schema }]): WeighedChange[] => {
    const before = base.variants.get(variant)
    if (!before) return []
    // What shows in the whole API is looked at there; what shows only in contracts, in each of them: their clients are others.
    const own = changes.filter(({ variants }) => (variants[0] === MAIN ? variant === MAIN : variants.includes(variant)))
    const wanted = new Set(
      own.filter((change) => isNoticed(change) || canRefuse(change)).flatMap(({ concerns }) => concerns),
    )
    if (variant === MAIN) for (const coordinate of alsoWanted) wanted.add(coordinate)
    const { touched, unreadable } = findTouched(before.schema, operations, wanted)
    for (const operation of unreadable) allUnreadable.add(operation)
    for (const { operation, usage } of touched) if (!allTouched.has(operation)) allTouched.set(operation, usage)
    const sides: ReplaySides = { base: before.schema, head: schema, baseModel: base.model, headModel: head.model }
    const told = own.map((change): WeighedChange =>
      escalate({
        ...change,
        ...(isNoticed(change)
          ? gatherEvidence(sides, change, touched, {
              isKnowledgeComplete: isKnowledgeComplete && unreadable.length === 0,
              mayBeInvalid: variant !== MAIN,
            })
          : NOT_APPLICABLE),
      }),
    )
    const breaking = told.filter(({ severity }) => severity === 'breaking')
    const explained = new Set(breaking.flatMap((change) => (MAY_TAKE.has(change.code) ? [] : certainly(change))))
    const suspects = touched.filter(({ operation }) => !explained.has(operation))
    return [...told, ...findBroken(sides, { refusing: own.filter(canRefuse), breaking }, suspects, variant)]
  })
  return { weighed: joinVariants(weighed), touched: allTouched, unreadable: allUnreadable.size }
}

/** Breaking changes that may fail an operation for certain though the head takes it; whom others fail for certain, the head refuses. */
const MAY_TAKE = new Set(['AUTHORIZATION_TIGHTENED', 'FIELD_TYPE_CHANGED'])

function certainly({ affected }: Evidence): KnownOperation[] {
  return [...affected].flatMap(([operation, certainty]) => (certainty === 'certain' ? [operation] : []))
}

function joinVariants(weighed: readonly WeighedChange[]): WeighedChange[] {
  const joined = new Map<string, WeighedChange>()
  for (const change of weighed) {
    const known = joined.get(change.id)
    joined.set(change.id, known ? { ...known, ...joinEvidence(known, change) } : change)
  }
  return [...joined.values()]
}

// How subgraphs share the work is nothing that operations notice, and what is safe by its kind needs no evidence.
function isNoticed({ category, severity }: FoundChange): boolean {
  return (category === 'api' && severity !== 'safe') || category === 'authorization'
}

function canRefuse({ category, code }: FoundChange): boolean {
  return category === 'api' && !NEVER_INVALID.test(code)
}

// Mild by its kind, but a known operation is refused because of it.
function escalate(change: WeighedChange): WeighedChange {
  const { code, proof } = change
  const isRefused =
    (code === 'FIELD_TYPE_CHANGED' && proof?.shownBy === 'validation') || code === 'AUTHORIZATION_TIGHTENED'
  return isRefused && proof?.source === 'client' ? { ...change, severity: 'breaking' } : change
}
