import type { GraphQLSchema } from 'graphql'
import { isDeepStrictEqual } from 'node:util'
import type { Operation } from './generate-operation.ts'
import type { AnsweredError, Answers } from './pair.ts'
import { isNulledAt } from './positions.ts'
import { THEIRS } from './theirs.ts'
import type { Unmatched } from './theirs.ts'

export type Comparison = {
  /** What the two engines disagree in, in words; empty when they agree, or when all of it is explained as stock's own. */
  unexplained: string[]
  /** The rules of theirs.ts that were needed. */
  explainedBy: string[]
}

export type Difference = { operation: Operation; schema: GraphQLSchema; answers: Answers }

/** Compares two answers to one operation. Errors are a set of message, path and code: their order means nothing. */
export function compareAnswers(difference: Difference): Comparison {
  const { compiled, apollo } = difference.answers
  const unexplained: string[] = []
  const explainedBy = new Set<string>()
  if (compiled.status !== apollo.status) unexplained.push(`status ${compiled.status} instead of ${apollo.status}`)

  if (compiled.dataText !== apollo.dataText) {
    const what = isDeepStrictEqual(compiled.data, apollo.data) ? 'order' : 'data'
    const rule = THEIRS.find((one) => one.explainsData?.(difference, what))
    if (rule) explainedBy.add(rule.name)
    else unexplained.push(`${what}: ${compiled.dataText}\n  instead of ${apollo.dataText}`)
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
  if (apollo.errors.length === 0) {
    // The other half of the rule about nulled fields: what stock found is an error of ours.
    const ours = new Set(compiled.errors.map(({ path }) => JSON.stringify(path ?? null)))
    for (const error of apollo.extensions.valueCompletion ?? []) {
      if (!ours.has(JSON.stringify(error.path ?? null))) unexplained.push(`not an error of ours: ${describe(error)}`)
    }
  }
  for (const error of compiled.errors) {
    // Whatever stock says: an error stands where something is missing because of it (GraphQL specification, 7.1.2).
    if (!isNulledAt(compiled.data, error.path ?? [])) unexplained.push(`nothing is missing at ${describe(error)}`)
  }
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
