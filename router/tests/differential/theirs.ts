import type { Difference } from './compare.ts'
import type { AnsweredError } from './pair.ts'
import { isNonNullAt, isNulledAt, positionsAt } from './positions.ts'
import type { Path } from './positions.ts'

/** Errors that only one of the engines gave. */
export type Unmatched = { ours: readonly AnsweredError[]; theirs: readonly AnsweredError[] }

/**
 * A way in which stock Apollo Gateway differs and is wrong, or says less. Each is as narrow as it can be: it accepts
 * what can be checked to be right, and theirs.test.ts shows it on an example of its own.
 */
export type Theirs = {
  name: string
  /** Whether the whole difference of the data is stock's. */
  explainsData?(difference: Difference, what: 'data' | 'order'): boolean
  /** What is left when the errors that differ for this reason are taken away. */
  explainErrors?(difference: Difference, unmatched: Unmatched): Unmatched
}

const NULLED = /^Cannot return null for non-nullable /
const UNAVAILABLE = 'SUBGRAPH_UNAVAILABLE'
const keyOf = (path: Path | undefined): string => JSON.stringify(path ?? null)

/**
 * A null where the schema forbids one is an error of the answer (GraphQL specification, 6.4.4). Stock puts it into
 * `extensions.valueCompletion`, where no client looks, and drops it altogether when there is any other error
 * (`executeQueryPlan` returns what it found only when `errors.length === 0`).
 * Accepted: an error of ours for a place that the schema does forbid null at and that the data has null at or above, at the same
 * path as stock's own finding when stock tells its findings.
 */
const nulledWithoutError: Theirs = {
  name: 'a field nulled against its type is no error',
  explainErrors({ operation, schema, answers }, { ours, theirs }) {
    const { errors, extensions } = answers.apollo
    const found = new Set((extensions.valueCompletion ?? []).map(({ path }) => keyOf(path)))
    const isExplained = ({ message, path = [] }: AnsweredError): boolean => {
      if (!NULLED.test(message) || !isNonNullAt(schema, operation.document, path)) return false
      return isNulledAt(answers.compiled.data, path) && (errors.length > 0 || found.has(keyOf(path)))
    }
    return { ours: ours.filter((one) => !isExplained(one)), theirs }
  },
}

/**
 * Stock knows of a fetch below a list only that it failed: its error has the path of the list. Ours has an error for each place that
 * misses something. Accepted: errors of ours and of stock about the same subgraph, where each of ours is at or below one of
 * stock's and leads to something that is missing, and each of stock's has one of ours at or below it.
 */
const unavailableBelowList: Theirs = {
  name: 'a subgraph that is down below a list has the path of the list',
  explainErrors({ operation, schema, answers }, { ours, theirs }) {
    const isDown = ({ extensions }: AnsweredError): boolean => extensions?.code === UNAVAILABLE
    const covers = (outer: AnsweredError, inner: AnsweredError): boolean =>
      outer.message === inner.message && (outer.path ?? []).every((key, index) => inner.path?.[index] === key)
    const down = { ours: answers.compiled.errors.filter(isDown), theirs: answers.apollo.errors.filter(isDown) }
    const isExplained = (one: AnsweredError): boolean => {
      const path = one.path ?? []
      const isPlace = positionsAt(schema, operation.document, path).length > 0
      if (!isDown(one) || !isPlace || !isNulledAt(answers.compiled.data, path)) return false
      return down.theirs.some((outer) => covers(outer, one))
    }
    const isCovered = (outer: AnsweredError): boolean =>
      isDown(outer) && down.ours.some((inner) => covers(outer, inner))
    return { ours: ours.filter((one) => !isExplained(one)), theirs: theirs.filter((one) => !isCovered(one)) }
  },
}

/**
 * Stock counts an error's entity among those of the list, though it asked only about those that had what the fetch requires: after the first
 * that had not, indices are too small (`generateHydratedPaths` knows nothing of `representationToEntity`).
 * Accepted: pairs of the same error whose paths differ in indices only, where ours leads to a null.
 */
const indexAmongRepresentations: Theirs = {
  name: 'an error below a list has the index of its representation',
  explainErrors({ answers }, { ours, theirs }) {
    const left = { ours: [...ours], theirs: [...theirs] }
    for (const error of ours) {
      if (!isNulledAt(answers.compiled.data, error.path ?? [])) continue
      const shifted = left.theirs.findIndex((other) => isShifted(error, other))
      if (shifted === -1) continue
      left.theirs.splice(shifted, 1)
      left.ours.splice(left.ours.indexOf(error), 1)
    }
    return left
  },
}

function isShifted(ours: AnsweredError, theirs: AnsweredError): boolean {
  const same = ours.message === theirs.message && ours.extensions?.code === theirs.extensions?.code
  const path = ours.path ?? []
  if (!same || path.length !== theirs.path?.length || !path.some((key) => typeof key === 'number')) return false
  return path.every((key, index) => {
    const other = theirs.path?.[index]
    return typeof key === 'number' ? typeof other === 'number' && other <= key : other === key
  })
}

export const THEIRS: readonly Theirs[] = [nulledWithoutError, unavailableBelowList, indexAmongRepresentations]
