import type { FieldNode, GraphQLError, GraphQLField, GraphQLObjectType, GraphQLResolveInfo } from 'graphql'
import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { Path } from 'graphql/jsutils/Path.js'

export type { Path } from 'graphql/jsutils/Path.js'

/** What holds for every execution of one operation with one set of `@skip` and `@include` conditions. */
export type Plan = {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: Record<string, FragmentDefinitionNode>
  /** The values of the variables that conditions read; what is compiled depends on no other variable. */
  conditions: Record<string, unknown>
  /** Compiles the fields of an object type; here because values hold selections and selections hold values. */
  compileSelection(plan: Plan, type: GraphQLObjectType, collected: CollectedFields): ExecuteSelection
  /** Called for each field that is compiled, so that the operation can say how much it remembers. */
  onField(): void
}

/** One execution: what the client sent and what has gone wrong so far. */
export type Run = {
  rootValue: unknown
  context: unknown
  variables: Record<string, unknown>
  faults: Faults
}

/** The fields by the names of the answer, as graphql-js collects them. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>

/** The part of an answer that stands for one object. */
export type Answer = Record<string, unknown>

/** Executes the fields of one object. Throws, or rejects, when the object itself must become null. */
export type ExecuteSelection = (run: Run, source: unknown, path: Path | undefined) => Answer | Promise<Answer>

/**
 * Makes of what a resolver gave what the answer holds, or a promise of it. Throws for what is not of the type.
 * `path` is the value's own place, `fieldPath` that of its field (they differ inside of lists).
 */
export type CompleteValue = (run: Run, value: unknown, path: Path, fieldPath: Path) => unknown

/** One field at one place of an operation, found before any request. */
export type FieldSite = {
  plan: Plan
  parentType: GraphQLObjectType
  definition: GraphQLField<unknown, unknown>
  nodes: readonly FieldNode[]
}

/**
 * The errors of one run. As in graphql-js, an error is left out when its place, or one above it, was nulled before: its
 * field is no longer in the answer.
 */
export class Faults {
  errors: GraphQLError[] = []
  #nulled = new Set<Path | undefined>()

  add(error: GraphQLError, place: Path | undefined): void {
    for (let path = place; path !== undefined; path = path.prev) if (this.#nulled.has(path)) return
    if (this.#nulled.has(undefined)) return
    this.#nulled.add(place)
    this.errors.push(error)
  }
}

/** True for whatever has a `then`, as graphql-js sees it. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

/** What a resolver gets as its fourth argument. */
export function createInfo(
  { plan, parentType, definition, nodes }: FieldSite,
  run: Run,
  path: Path,
): GraphQLResolveInfo {
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path,
    schema: plan.schema,
    fragments: plan.fragments,
    rootValue: run.rootValue,
    operation: plan.operation,
    variableValues: run.variables,
  }
}
