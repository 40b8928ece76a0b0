import type { GraphQLSchema } from 'graphql'
import type { SchemaChange } from '../compare/schema-change.ts'
import { expectMemoryFor } from '../enough-memory.ts'
import { generateProof, toProof } from '../proof/prove.ts'
import { replay } from '../proof/replay.ts'
import type { Replayed, ReplaySides } from '../proof/replay-case.ts'
import { errorsOf } from '../proof/replay-validation.ts'
import { whyUnproven } from '../proof/why-unproven.ts'
import type { OperationEvidence, Proof, Usage } from '../result.ts'
import { foresee } from './foresee.ts'
import { type AskedOperation, type KnownOperation, requestsOf } from './known-operation.ts'
import { mentionFinder } from './mentions.ts'
import { glanceAt, openOperation } from './open-operation.ts'
import { type OperationUsage, usageOf } from './operation-usage.ts'

/** What is known of a change: who uses it (all of them in `affected`), and a proof of what it does, or why there is none. */
export type Evidence = {
  usage: Usage
  proof: Proof | null
  unproven: string | null
  affected: Affected
}

/** The operations that notice a change, and how certainly it fails them. */
export type Affected = ReadonlyMap<KnownOperation, OperationEvidence['certainty']>

/** An operation that uses something that changed. */
export type Touched = { operation: KnownOperation; usage: OperationUsage }

const MOST_LISTED = 20
/** How many operations are opened between two looks at the memory. */
const LOOK_EVERY = 1_000
/** How many operations are tried for a proof before one is made up. */
const MOST_TRIED = 30

/**
 * The operations that use any of the coordinates: only these can behave differently on the other side. `unreadable` are those that
 * mention one and are no GraphQL, so that nobody knows.
 */
export function findTouched(
  schema: GraphQLSchema,
  operations: readonly AskedOperation[],
  coordinates: ReadonlySet<string>,
): { touched: Touched[]; unreadable: AskedOperation[] } {
  const mentions = mentionFinder(schema, coordinates)
  const unreadable: AskedOperation[] = []
  const touched = operations.flatMap((operation, index) => {
    if (!mentions(operation.text)) return []
    if (index % LOOK_EVERY === 0) expectMemoryFor(`The operations that may use what changed, of ${operations.length},`)
    const document = glanceAt(operation)
    if (!document) unreadable.push(operation)
    const usage = document && usageOf(schema, document, coordinates)
    return usage ? [{ operation: openOperation(operation, document), usage }] : []
  })
  return { touched, unreadable }
}

/**
 * Replays the operations that a change concerns, on both sides.
 *
 * @param knowledge.isKnowledgeComplete whether an operation that is not among them is not asked by anybody
 * @param knowledge.mayBeInvalid        whether operations may be of another variant, and so not of this base at all
 */
export function gatherEvidence(
  sides: ReplaySides,
  change: SchemaChange,
  touched: readonly Touched[],
  { isKnowledgeComplete, mayBeInvalid }: { isKnowledgeComplete: boolean; mayBeInvalid: boolean },
): Evidence {
  const affected = touched
    .filter(({ usage }) => change.concerns.some((at) => isUsed(usage, at)))
    .flatMap(({ operation, usage }) => {
      const foreseen = foresee(change, usage)
      if (foreseen === 'nothing') return []
      // What was recorded ran, so it is taken to run on the base.
      if (foreseen && !mayBeInvalid) return [{ operation, usage, certainty: foreseen }]
      if (errorsOf(sides.base, operation).length > 0) return []
      const replayed = replay(sides, { change, operation, usage })
      return replayed ? [{ operation, usage, certainty: replayed.certainty }] : []
    })
    .toSorted((one, other) => weight(other) - weight(one))
  const proof = proveByClient(sides, change, affected) ?? generateProof(sides, change)
  return {
    usage: usageBy(affected, isKnowledgeComplete),
    proof,
    unproven: proof === null && change.severity === 'breaking' ? whyUnproven(sides, change) : null,
    affected: new Map(affected.map(({ operation, certainty }) => [operation, certainty])),
  }
}

/** What two variants of the API know of the same change. */
export function joinEvidence(one: Evidence, other: Evidence): Evidence {
  const affected = new Map([...other.affected, ...one.affected])
  const uses = [...affected].map(([operation, certainty]) => ({ operation, certainty }))
  return {
    usage: usageBy(
      uses.toSorted((first, second) => weight(second) - weight(first)),
      [one, other].every(({ usage }) => usage.status !== 'unknown'),
    ),
    proof: one.proof ?? other.proof,
    unproven: one.proof === null && other.proof === null ? one.unproven : null,
    affected,
  }
}

type Use = { operation: KnownOperation; certainty: Replayed['certainty'] }

function usageBy(uses: readonly Use[], isKnowledgeComplete: boolean): Usage {
  return {
    status: uses.length > 0 ? 'used' : isKnowledgeComplete ? 'unused' : 'unknown',
    requests: uses.reduce((sum, { operation }) => sum + requestsOf(operation), 0),
    operations: uses.slice(0, MOST_LISTED).map(({ operation, certainty }) => describeUse(operation, certainty)),
    total: uses.length,
  }
}

/** Whether an operation uses a coordinate in any way. */
export function isUsed({ written, implied, sendable }: OperationUsage, coordinate: string): boolean {
  return written.has(coordinate) || implied.has(coordinate) || sendable.has(coordinate)
}

// The first that runs on the base: a recording may hold operations that were refused before.
function proveByClient(sides: ReplaySides, change: SchemaChange, affected: readonly Touched[]): Proof | null {
  for (const { operation, usage } of affected.slice(0, MOST_TRIED)) {
    if (errorsOf(sides.base, operation).length > 0) continue
    const replayed = replay(sides, { change, operation, usage })
    if (replayed && replayed.onHead.length > 0) return toProof('client', sides, operation, replayed)
  }
  return null
}

// What fails for certain proves more than what may; of those the most asked.
function weight({ operation, certainty }: Use): number {
  return (certainty === 'possible' ? 0 : 1e15) + requestsOf(operation)
}

/** An operation as evidence tells of it. */
export function describeUse(
  { signature, name, uses, file }: KnownOperation,
  certainty: Replayed['certainty'],
): OperationEvidence {
  return { signature, name, certainty, clients: uses, file }
}
