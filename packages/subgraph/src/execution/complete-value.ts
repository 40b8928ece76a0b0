import { GraphQLError, isLeafType, isListType, isNonNullType, isObjectType, locatedError } from 'graphql'
import type { GraphQLObjectType, GraphQLOutputType } from 'graphql'
import { collectSubfields } from 'graphql/execution/collectFields.js'
import { inspect } from 'graphql/jsutils/inspect.js'
import { isIterableObject } from 'graphql/jsutils/isIterableObject.js'
import { pathToArray } from 'graphql/jsutils/Path.js'
import { compileAbstract } from './abstract-type.ts'
import { compileLeaf } from './leaf.ts'
import { createInfo, isPromise } from './run.ts'
import type { CompleteValue, ExecuteSelection, FieldSite, Path, Run } from './run.ts'

/** What becomes of an error at a place of this type: null and an entry in the run's errors, or the error is thrown on. */
export function compileFault(site: FieldSite, type: GraphQLOutputType): (run: Run, error: unknown, path: Path) => null {
  const isRequired = isNonNullType(type)
  return (run, error, path) => {
    const located = locatedError(error, site.nodes, pathToArray(path))
    if (isRequired) throw located
    run.faults.add(located, path)
    return null
  }
}

/**
 * Completes a value that may be a promise, at a place where an error may become null. What an inner `then` rejects with
 * is caught by the one outside, so one promise per value is enough.
 */
export function compileSettled(site: FieldSite, type: GraphQLOutputType, complete: CompleteValue): CompleteValue {
  const fail = compileFault(site, type)
  function completeNow(run: Run, value: unknown, path: Path, fieldPath: Path): unknown {
    try {
      const completed = complete(run, value, path, fieldPath)
      return isPromise(completed) ? completed.then(undefined, (error: unknown) => fail(run, error, path)) : completed
    } catch (error) {
      return fail(run, error, path)
    }
  }
  return (run, value, path, fieldPath) =>
    isPromise(value)
      ? value.then(
          (resolved) => completeNow(run, resolved, path, fieldPath),
          (error: unknown) => fail(run, error, path),
        )
      : completeNow(run, value, path, fieldPath)
}

function compileList(site: FieldSite, itemType: GraphQLOutputType): CompleteValue {
  const complete = compileSettled(site, itemType, compileValue(site, itemType))
  return (run, value, path, fieldPath) => {
    if (!isIterableObject(value)) {
      const name = `${site.parentType.name}.${site.definition.name}`
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`)
    }
    const completed: unknown[] = []
    let hasPromise = false
    try {
      for (const item of value) {
        const itemPath: Path = { prev: path, key: completed.length, typename: undefined }
        const result = complete(run, item, itemPath, fieldPath)
        hasPromise ||= isPromise(result)
        completed.push(result)
      }
    } catch (error) {
      if (!hasPromise) throw error
      // The others may reject as well, and a rejection that nobody awaits ends the process.
      return Promise.allSettled(completed).then(() => Promise.reject(error))
    }
    return hasPromise ? Promise.all(completed) : completed
  }
}

/** Completes a value whose type is known to be this object type. */
function compileObject(site: FieldSite, type: GraphQLObjectType): CompleteValue {
  const { plan, nodes } = site
  let selection: ExecuteSelection | undefined
  // Only when such an object is met: an interface has many types, and most answers hold few of them.
  const prepare = (): ExecuteSelection =>
    (selection ??= plan.compileSelection(
      plan,
      type,
      collectSubfields(plan.schema, plan.fragments, plan.conditions, type, nodes),
    ))
  const { isTypeOf } = type
  if (!isTypeOf) return (run, value, path) => (selection ?? prepare())(run, value, path)
  return (run, value, path, fieldPath) => {
    const execute = prepare()
    const accept = (isOfType: boolean): unknown => {
      if (isOfType) return execute(run, value, path)
      throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes })
    }
    const answer = isTypeOf(value, run.context, createInfo(site, run, fieldPath))
    return isPromise(answer) ? answer.then(accept) : accept(answer)
  }
}

function compileNullable(site: FieldSite, type: GraphQLOutputType): CompleteValue {
  if (isListType(type)) return compileList(site, type.ofType)
  if (isLeafType(type)) {
    const serialize = compileLeaf(type)
    return (_run, value) => serialize(value)
  }
  if (isObjectType(type)) return compileObject(site, type)
  if (isNonNullType(type)) throw new TypeError('a non-null type holds no other')
  return compileAbstract(site, type, compileObject)
}

/** Compiles the completion of values of a type at one place of an operation. */
export function compileValue(site: FieldSite, type: GraphQLOutputType): CompleteValue {
  const complete = compileNullable(site, isNonNullType(type) ? type.ofType : type)
  const isRequired = isNonNullType(type)
  return (run, value, path, fieldPath) => {
    if (value instanceof Error) throw value
    if (value != null) return complete(run, value, path, fieldPath)
    if (!isRequired) return null
    const name = `${site.parentType.name}.${site.definition.name}`
    throw new Error(`Cannot return null for non-nullable field ${name}.`)
  }
}
