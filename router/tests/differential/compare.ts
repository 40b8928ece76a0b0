import { isDeepStrictEqual } from 'node:util'
import type { Difference } from './difference.ts'
import type { AnsweredError } from './pair.ts'
import { isNulledAt, valueAt } from './positions.ts'
import { misorderedAt } from './response-order.ts'
import { LISTS_OF_LISTS, losesListsOfLists, ORDER, THEIRS } from './theirs.ts'
import type { Unmatched } from './theirs.ts'

export type Comparison = {
  /** What the two engines disagree in, in words; empty when they agree, or when all of it is explained as stock's own. */
  unexplained: string[]
  /** The rules of theirs.ts that were needed. */
  explainedBy: string[]
}

/** Compares two answers to one operation. Errors are a set of message, path and code: their order means nothing. */
export function compareAnswers(difference: Difference): Comparison {
  const { compiled, apollo } = difference.answers
  const unexplained: string[] = []
  const explainedBy = new Set<string>()
  if (apollo.status === 500 && compiled.status === 200) {
    const rule = THEIRS.find((one) => one.explainsFailure?.(difference))
    if (rule) return { unexplained: faultsOf(difference), explainedBy: [rule.name] }
  }
  if (compiled.status !== apollo.status) unexplained.push(`status ${compiled.status} instead of ${apollo.status}`)

  if (compiled.dataText !== apollo.dataText) {
    // Another order is theirs: that ours is right is checked in `faultsOf`.
    if (isDeepStrictEqual(compiled.data, apollo.data)) explainedBy.add(ORDER)
    else if (losesListsOfLists(compiled.data, apollo.data)) explainedBy.add(LISTS_OF_LISTS)
    else unexplained.push(`data: ${compiled.dataText}\n  instead of ${apollo.dataText}`)
  }

  let left: Unmatched = {
    ours: without(compiled.errors, apollo.errors),
    theirs: without(apollo.errors, compiled.errors),
  }
  for (const rule of THEIRS) {
    const rest = rule.explainErrors?.(difference, left)
    if (!rest || (rest.ours.length === left.ours.length && rest.theirs.length === left.theirs.length)) continue
    explainedBy.add(rule.name)
    left = rest
  }
  unexplained.push(...faultsOf(difference))
  for (const error of left.ours) unexplained.push(`only ours: ${describe(error)}`)
  for (const error of left.theirs) unexplained.push(`only theirs: ${describe(error)}`)
  return { unexplained, explainedBy: [...explainedBy] }
}

export function describe({ message, path, extensions }: AnsweredError): string {
  return JSON.stringify([message, path ?? null, extensions?.code ?? null])
}

/** The errors that the others do not have. */
export function without(errors: readonly AnsweredError[], others: readonly AnsweredError[]): AnsweredError[] {
  const known = new Set(others.map(describe))
  return errors.filter((error) => !known.has(describe(error)))
}

/** What is wrong with our answer by itself, or by what stock found and did not make an error of. */
function faultsOf({ operation, schema, answers: { compiled, apollo } }: Difference): string[] {
  const misordered = misorderedAt(schema, operation, compiled.data)
  // An error stands where something is missing because of it (GraphQL specification, 7.1.2), or at the object or the list that it is about.
  const stray = compiled.errors.filter(({ path = [] }) => {
    const value = valueAt(compiled.data, path)
    return value !== undefined && value !== null && typeof value !== 'object'
  })
  const ours = new Set(compiled.errors.map(({ path }) => JSON.stringify(path ?? null)))
  const silent = (apollo.extensions.valueCompletion ?? []).filter(
    ({ path = [] }) => isNulledAt(compiled.data, path) && !ours.has(JSON.stringify(path)),
  )
  return [
    ...(misordered ? [`order: ${misordered}`] : []),
    ...stray.map((error) => `nothing is missing at ${describe(error)}`),
    ...silent.map((error) => `nulled and no error of ours: ${describe(error)}`),
  ]
}
