import { Kind, print } from 'graphql'
import type { DocumentNode, SelectionSetNode } from 'graphql'
import type { Difference } from './compare.ts'
import type { AnsweredError } from './pair.ts'
import { isNonNullAt, isNulledAt, valueAt } from './positions.ts'
import type { Path } from './positions.ts'

/** Errors that only one of the engines gave. */
export type Unmatched = { ours: readonly AnsweredError[]; theirs: readonly AnsweredError[] }

/**
 * A way in which stock Apollo Gateway differs and is wrong, or says less. Each is as narrow as it can be: it accepts
 * what can be checked to be right, and theirs.test.ts shows it on an example of its own.
 */
export type Theirs = {
  name: string
  /** Stock failed altogether, and this is why: nothing else is compared. */
  explainsFailure?(difference: Difference): boolean
  /** Whether the whole difference of the data is stock's. */
  explainsData?(difference: Difference): boolean
  /** What is left when the errors that differ for this reason are taken away. */
  explainErrors?(difference: Difference, unmatched: Unmatched): Unmatched
}

const INVALID = 'SUBGRAPH_ANSWER_INVALID'
const NULL = /^Cannot return null for non-nullable /

/**
 * A null where the schema forbids one, or a value that is not of its type, is an error of the answer (GraphQL specification,
 * 6.4.3 and 6.4.4). Stock puts it into `extensions.valueCompletion`, where no client looks, and drops it altogether when there
 * is any other error (`executeQueryPlan` returns what it found only when `errors.length === 0`). It also stops at the first
 * such field of an object, where ours names each.
 * Accepted: an error of ours for a place that the data has null at or above, and that the schema forbids null at if that is what the
 * message says; and, where stock told its findings, one of them nulled the same.
 */
const nulledWithoutError: Theirs = {
  name: 'a field nulled against its type is no error',
  explainErrors({ operation, schema, answers }, { ours, theirs }) {
    const { errors, extensions } = answers.apollo
    const nulledAt = ({ path = [] }: AnsweredError): string => JSON.stringify(nulledPart(answers.compiled.data, path))
    const found = new Set((extensions.valueCompletion ?? []).map(nulledAt))
    const isExplained = (error: AnsweredError): boolean => {
      const { message, path = [], extensions } = error
      if (extensions?.code !== INVALID || !isNulledAt(answers.compiled.data, path)) return false
      if (NULL.test(message) && !isNonNullAt(schema, operation.document, path)) return false
      return errors.length > 0 || found.has(nulledAt(error))
    }
    return { ours: ours.filter((one) => !isExplained(one)), theirs }
  },
}

/** The beginning of a path that leads to the null that the rest of it is lost in. */
function nulledPart(data: unknown, path: Path): Path {
  const length = path.findIndex((_, index) => isNulledAt(data, path.slice(0, index)))
  return length === -1 ? path : path.slice(0, length)
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

function isSame(one: AnsweredError, other: AnsweredError): boolean {
  return one.message === other.message && one.extensions?.code === other.extensions?.code
}

function isShifted(ours: AnsweredError, theirs: AnsweredError): boolean {
  const path = ours.path ?? []
  if (!isSame(ours, theirs) || path.length !== theirs.path?.length || !path.some((key) => typeof key === 'number'))
    return false
  return path.every((key, index) => {
    const other = theirs.path?.[index]
    return typeof key === 'number' ? typeof other === 'number' && other <= key : other === key
  })
}

/** The planner of stock does not know `isOneOf`, which graphql-js serves: the request fails. Ours leaves introspection to graphql-js. */
const isOneOfFails: Theirs = {
  name: 'introspection of isOneOf fails',
  explainsFailure: ({ operation }) => print(operation.document).includes('isOneOf'),
}

/**
 * Stock asks a subgraph for what a condition has excluded, and for the name of the root type, and calls them missing when the
 * subgraph is down. Ours decides conditions before planning, and knows the name.
 * Accepted: such an error of stock for a place where the answers have a value, or where no field is.
 */
const nothingIsMissing: Theirs = {
  name: 'a subgraph that is down is told of where nothing is missing',
  explainErrors({ answers }, { ours, theirs }) {
    const isNeedless = ({ path = [], extensions }: AnsweredError): boolean => {
      const value = valueAt(answers.compiled.data, path)
      return extensions?.code === 'SUBGRAPH_UNAVAILABLE' && (value === undefined || typeof value === 'string')
    }
    return { ours, theirs: theirs.filter((one) => !isNeedless(one)) }
  },
}

/**
 * A failure of all entities of a fetch has the path of the entity in stock. Ours names the fields that are missing because of it.
 * Accepted: the same error, each of ours below that of stock and leading to a null.
 */
const wholeFetch: Theirs = {
  name: 'an error of a whole fetch has the path of the entity',
  explainErrors({ answers }, { ours, theirs }) {
    const isBelow = (one: AnsweredError, outer: AnsweredError): boolean =>
      isSame(one, outer) &&
      (one.path?.length ?? 0) > (outer.path?.length ?? 0) &&
      isNulledAt(answers.compiled.data, one.path ?? []) &&
      (outer.path ?? []).every((key, index) => one.path?.[index] === key)
    return {
      ours: ours.filter((one) => !theirs.some((outer) => isBelow(one, outer))),
      theirs: theirs.filter((outer) => !ours.some((one) => isBelow(one, outer))),
    }
  },
}

/**
 * Of several errors below one place that is nulled because of them, a subgraph tells the first that it meets (GraphQL specification, 6.4.4:
 * "all sibling fields may be cancelled"). The two engines ask for the same fields in another order, or as other
 * fragments. Nobody's fault.
 * Accepted: errors of the same subgraph that are lost in the same null above them.
 */
const otherOfSeveral: Theirs = {
  name: 'another of several errors below one null is told',
  explainErrors({ answers }, { ours, theirs }) {
    const lostIn = ({ path = [], extensions }: AnsweredError): string | null => {
      const part = nulledPart(answers.compiled.data, path)
      return part.length < path.length ? JSON.stringify([extensions?.serviceName, part]) : null
    }
    const has = (errors: readonly AnsweredError[], one: AnsweredError): boolean =>
      lostIn(one) !== null && errors.some((other) => lostIn(other) === lostIn(one))
    return {
      ours: ours.filter((one) => !has(answers.apollo.errors, one)),
      theirs: theirs.filter((one) => !has(answers.compiled.errors, one)),
    }
  },
}

/**
 * A mutation that is selected twice under one key, once with a condition, is run twice by stock. It is one field (GraphQL
 * specification, 6.3.2), and is run once, at its first place.
 * Accepted: any other data of an operation that has such a mutation, because the effects of all that follow are others.
 */
const mutatesTwice: Theirs = {
  name: 'a mutation selected twice is run twice',
  explainsData({ operation: { document } }) {
    const definition = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
    if (definition?.operation !== 'mutation' || !print(document).includes('(if: ')) return false
    const keys = rootKeys(document, definition.selectionSet)
    return new Set(keys).size < keys.length
  },
}

function rootKeys(document: DocumentNode, set: SelectionSetNode): string[] {
  return set.selections.flatMap((one) => {
    if (one.kind === Kind.FIELD) return one.name.value === '__typename' ? [] : [(one.alias ?? one.name).value]
    if (one.kind === Kind.INLINE_FRAGMENT) return rootKeys(document, one.selectionSet)
    return document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === one.name.value
        ? rootKeys(document, definition.selectionSet)
        : [],
    )
  })
}

/**
 * Stock puts `__typename` before or behind the other fields of an object as its planner likes to have it. Not a rule of the list below:
 * the order of our answers is held to graphql-js's own, whatever stock has.
 */
export const ORDER = 'keys are not in the order that the client asked for'

export const THEIRS: readonly Theirs[] = [
  nulledWithoutError,
  indexAmongRepresentations,
  isOneOfFails,
  nothingIsMissing,
  wholeFetch,
  mutatesTwice,
  otherOfSeveral,
]
