import { parse } from 'graphql'
import type { SchemaChange } from '../compare/schema-change.ts'
import { type KnownOperation, signatureOf } from '../evidence/known-operation.ts'
import { usageOf } from '../evidence/operation-usage.ts'
import type { Proof } from '../result.ts'
import { minimalOperations } from './minimal-operations.ts'
import { replay } from './replay.ts'
import type { Replayed, ReplaySides } from './replay-case.ts'
import { errorsOf } from './replay-validation.ts'
import { runnableVariables } from './replay-variables.ts'

/** The proof that a replay of an operation gives, with variables that the base takes also where they are not what shows it. */
export function toProof(
  source: Proof['source'],
  { base }: ReplaySides,
  operation: KnownOperation,
  replayed: Replayed,
): Proof {
  const { shownBy, onBase, onHead } = replayed
  const isByDocument = shownBy === 'validation' || shownBy === 'authorization'
  const variables = isByDocument ? runnableVariables(base, operation) : replayed.variables
  return { source, operationName: operation.name, document: operation.text, variables, shownBy, onBase, onHead }
}

/** Makes up the smallest operation that runs on the base and shows the change on the head; null when none of them does. */
export function generateProof(sides: ReplaySides, change: SchemaChange): Proof | null {
  const wanted = new Set(change.concerns)
  for (const operation of madeUpOperations(sides, change.concerns)) {
    const usage = usageOf(sides.base, operation.document, wanted)
    const replayed = usage && replay(sides, { change, operation, usage })
    if (replayed && replayed.onHead.length > 0) return toProof('generated', sides, operation, replayed)
  }
  return null
}

/** The smallest operations that the base takes and that have the coordinates in them. */
export function* madeUpOperations({ base }: ReplaySides, coordinates: readonly string[]): Generator<KnownOperation> {
  for (const text of minimalOperations(base, coordinates)) {
    const operation = madeUp(text)
    if (errorsOf(base, operation).length === 0) yield operation
  }
}

function madeUp(text: string): KnownOperation {
  return {
    signature: signatureOf(text),
    name: 'Proof',
    text,
    document: parse(text, { noLocation: true }),
    uses: [],
    file: null,
    variables: null,
    isSampled: false,
  }
}
