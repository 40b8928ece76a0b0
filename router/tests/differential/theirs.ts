import { isDeepStrictEqual } from 'node:util'
import { print } from 'graphql'
import type { Difference } from './difference.ts'
import type { AnsweredError } from './pair.ts'
import { isNonNullAt, isNulledAt, positionsAt, valueAt } from './positions.ts'
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
  /** What is left when the errors that differ for this reason are taken away. */
  explainErrors?(difference: Difference, unmatched: Unmatched): Unmatched
}

const INVALID = 'SUBGRAPH_ANSWER_INVALID'
const NULL = /^Cannot return null for non-nullable /
/** What stock has no finding for: it nulls an object that no subgraph told the type of, and is silent. */
const TYPELESS = /^No subgraph said of which type /

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
    const typeless = new Set(answers.compiled.errors.filter(({ message }) => TYPELESS.test(message)).map(nulledAt))
    const isExplained = (error: AnsweredError): boolean => {
      const { message, path = [], extensions } = error
      if (extensions?.code !== INVALID || !isNulledAt(answers.compiled.data, path)) return false
      if (NULL.test(message) && !isNonNullAt(schema, operation.document, path)) return false
      return errors.length > 0 || found.has(nulledAt(error)) || typeless.has(nulledAt(error))
    }
    return { ours: ours.filter((one) => !isExplained(one)), theirs }
  },
}

/** Whether something is missing at the path: it has a null at or above it, or leads to an object, which the error is about as a whole. */
function isMissingAt(data: unknown, path: Path): boolean {
  return isNulledAt(data, path) || typeof valueAt(data, path) === 'object'
}

/** The beginning of a path that leads to the null that the rest of it is lost in. */
function nulledPart(data: unknown, path: Path): Path {
  const length = path.findIndex((_, index) => isNulledAt(data, path.slice(0, index)))
  return length === -1 ? path : path.slice(0, length)
}

/**
 * Stock knows of a fetch below a list only that it failed: its error has the path of the list. Ours has one for each place that misses
 * something.
 * Accepted: each of ours is below one of stock's about the same subgraph and leads to a null, or to an object; each of stock's is at a list and has one of
 * ours below it.
 */
const unavailableBelowList: Theirs = {
  name: 'a subgraph that is down below a list has the path of the list',
  explainErrors({ operation, schema, answers }, { ours, theirs }) {
    const { data } = answers.compiled
    const isDown = ({ extensions }: AnsweredError): boolean => extensions?.code === 'SUBGRAPH_UNAVAILABLE'
    const covers = (outer: AnsweredError, inner: AnsweredError): boolean =>
      isSame(outer, inner) && (outer.path ?? []).every((key, index) => inner.path?.[index] === key)
    const isExplained = (one: AnsweredError): boolean => {
      const { path = [] } = one
      const isPlace = positionsAt(schema, operation.document, path).length > 0
      return (
        isDown(one) && isPlace && isMissingAt(data, path) && answers.apollo.errors.some((outer) => covers(outer, one))
      )
    }
    const isCovered = (outer: AnsweredError): boolean =>
      isDown(outer) &&
      (Array.isArray(valueAt(data, outer.path ?? [])) || isNulledAt(data, outer.path ?? [])) &&
      answers.compiled.errors.some((inner) => isDown(inner) && covers(outer, inner))
    return { ours: ours.filter((one) => !isExplained(one)), theirs: theirs.filter((one) => !isCovered(one)) }
  },
}

/**
 * Stock counts an error's entity among those of the list, though it asked only about those that had what the fetch requires: after the first
 * that had not, indices are too small (`generateHydratedPaths` knows nothing of `representationToEntity`).
 * Accepted: pairs of the same error whose paths differ in indices only, where ours comes later and leads to a null, or to the entity.
 */
const indexAmongRepresentations: Theirs = {
  name: 'an error below a list has the index of its representation',
  explainErrors({ answers }, { ours, theirs }) {
    const left = { ours: [...ours], theirs: [...theirs] }
    for (const error of ours) {
      if (!isMissingAt(answers.compiled.data, error.path ?? [])) continue
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
  const other = theirs.path ?? []
  if (!isSame(ours, theirs) || path.length !== other.length) return false
  if (!path.every((key, index) => key === other[index] || typeof key === 'number')) return false
  const first = path.findIndex((key, index) => key !== other[index])
  return Number(other[first]) < Number(path[first])
}

/**
 * The planner of stock does not know `isOneOf` and the deprecation of directives, which graphql-js serves: the request fails. Ours leaves
 * introspection to graphql-js.
 */
const newIntrospection: Theirs = {
  name: 'newer introspection fails',
  explainsFailure({ operation }) {
    const text = print(operation.document)
    // What is asked may stand in a fragment before the field, or behind it.
    return (
      /\b__(schema|type)\b/.test(text) && /\b(isOneOf|isDeprecated|deprecationReason|includeDeprecated)\b/.test(text)
    )
  },
}

/**
 * Where a field that only the router asked for fails, because another requires it, the path of stock's error goes on to that field, which
 * the client knows nothing of. Ours ends at the object.
 * Accepted: pairs of the same error where stock's path goes on from an object that ours ends at, with a key that the object has not.
 */
const requiredField: Theirs = {
  name: 'an error of a field that another requires has a path that the client does not know',
  explainErrors({ answers }, { ours, theirs }) {
    const goesOn = (one: AnsweredError, other: AnsweredError): boolean => {
      const { path = [] } = one
      const next = other.path?.slice(0, path.length + 1) ?? []
      if (!isSame(one, other) || next.length <= path.length || !path.every((key, index) => key === next[index]))
        return false
      return isMissingAt(answers.compiled.data, path) && valueAt(answers.compiled.data, next) === undefined
    }
    return {
      ours: ours.filter((one) => !theirs.some((other) => goesOn(one, other))),
      theirs: theirs.filter((other) => !ours.some((one) => goesOn(one, other))),
    }
  },
}

/**
 * Stock asks a subgraph for the name of the root type, and calls it missing when that subgraph is down, though it then answers it. Ours
 * knows it from the schema.
 * Accepted: such an error of stock where the answers have a text.
 */
const nothingIsMissing: Theirs = {
  name: 'a subgraph that is down is told of where nothing is missing',
  explainErrors({ answers }, { ours, theirs }) {
    const isNeedless = ({ path = [], extensions }: AnsweredError): boolean => {
      const value = valueAt(answers.compiled.data, path)
      return extensions?.code === 'SUBGRAPH_UNAVAILABLE' && typeof value === 'string'
    }
    return { ours, theirs: theirs.filter((one) => !isNeedless(one)) }
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
 * When two fetches give parts of the same list of lists, stock keeps those of the second only (`deepMerge` does not descend into a list in a
 * list), and nulls what it then misses.
 */
export const LISTS_OF_LISTS = 'what two fetches know of a list of lists is not merged'

/** Whether ours has all that stock has, and more only inside of lists of lists, where stock has null. */
export function losesListsOfLists(ours: unknown, theirs: unknown, listsAround = 0): boolean {
  if (isDeepStrictEqual(ours, theirs)) return true
  if (theirs === null) return listsAround > 1
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return ours.every((one, index) => losesListsOfLists(one, theirs[index], listsAround + 1))
  }
  if (typeof ours !== 'object' || ours === null || typeof theirs !== 'object' || Array.isArray(ours)) return false
  const inList = listsAround > 1 ? listsAround : 0
  return Object.entries(ours).every(([key, value]) =>
    losesListsOfLists(value, (theirs as Record<string, unknown>)[key], inList),
  )
}

/**
 * What stock makes of conditions and fragments is wrong in several ways. It asks for what is excluded, runs a mutation twice that is selected
 * twice, once with a condition, does not fetch a field because what a sibling requires is excluded, or fails. It sends
 * mutations to a subgraph with those of a named fragment first. It forgets that an object of a known type is of that type
 * inside of a fragment on an interface. It finds no way to the type's name for a fragment on a union within an interface that a subgraph
 * knows as one object. Ours decides conditions before planning, and does what the document says.
 * Not a rule of the list below: the test asks stock once more in simpler words, and what it answers then is what both must.
 */
export const PLANNING = 'conditions and fragments are planned wrongly'

/**
 * Stock puts `__typename` before or behind the other fields of an object as its planner likes to have it. Not a rule of the list below:
 * the order of our answers is held to graphql-js's own, whatever stock has.
 */
export const ORDER = 'keys are not in the order that the client asked for'

export const THEIRS: readonly Theirs[] = [
  nulledWithoutError,
  unavailableBelowList,
  indexAmongRepresentations,
  requiredField,
  newIntrospection,
  nothingIsMissing,
  otherOfSeveral,
]
