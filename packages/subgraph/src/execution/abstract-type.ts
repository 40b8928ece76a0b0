import { defaultTypeResolver, GraphQLError, isObjectType } from 'graphql'
import type { GraphQLAbstractType, GraphQLObjectType } from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { createInfo, isPromise } from './run.ts'
import type { CompleteValue, FieldSite } from './run.ts'

/** What is wrong with the name of a type that an interface or union was resolved to, in the words of graphql-js. */
function describeWrongType(site: FieldSite, type: GraphQLAbstractType, given: unknown, value: unknown): GraphQLError {
  const { plan, parentType, definition, nodes } = site
  const must = `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${definition.name}"`
  if (given == null) {
    const hint = `Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`
    return new GraphQLError(`${must}. ${hint}`, { nodes })
  }
  if (isObjectType(given)) {
    return new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    )
  }
  if (typeof given !== 'string') {
    return new GraphQLError(`${must} with value ${inspect(value)}, received "${inspect(given)}".`)
  }
  const found = plan.schema.getType(given)
  if (!found) {
    const text = `Abstract type "${type.name}" was resolved to a type "${given}" that does not exist inside the schema.`
    return new GraphQLError(text, { nodes })
  }
  if (!isObjectType(found)) {
    return new GraphQLError(`Abstract type "${type.name}" was resolved to a non-object type "${given}".`, { nodes })
  }
  return new GraphQLError(`Runtime Object type "${given}" is not a possible type for "${type.name}".`, { nodes })
}

/** Completes values of an interface or union: finds the object's type first. */
export function compileAbstract(
  site: FieldSite,
  type: GraphQLAbstractType,
  compileObject: (site: FieldSite, type: GraphQLObjectType) => CompleteValue,
): CompleteValue {
  const { schema } = site.plan
  const resolveType = type.resolveType ?? defaultTypeResolver
  const completers = new Map<unknown, CompleteValue>()

  function completerOf(given: unknown, value: unknown): CompleteValue {
    const known = completers.get(given)
    if (known) return known
    const found = typeof given === 'string' ? schema.getType(given) : undefined
    if (!isObjectType(found) || !schema.isSubType(type, found)) throw describeWrongType(site, type, given, value)
    const completer = compileObject(site, found)
    completers.set(given, completer)
    return completer
  }

  return (run, value, path, fieldPath) => {
    // The default looks at `__typename` first; so does this, without making an `info` for it.
    const named = type.resolveType ? undefined : (value as { __typename?: unknown }).__typename
    const given =
      typeof named === 'string' ? named : resolveType(value, run.context, createInfo(site, run, fieldPath), type)
    return isPromise(given)
      ? given.then((resolved) => completerOf(resolved, value)(run, value, path, fieldPath))
      : completerOf(given, value)(run, value, path, fieldPath)
  }
}
