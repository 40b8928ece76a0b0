import { getVariableValues, GraphQLError, Kind, OperationTypeNode, visit } from 'graphql'
import type {
  DocumentNode,
  ExecutionResult,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql'
import { collectFields } from 'graphql/execution/collectFields.js'
import { Faults, isPromise } from './run.ts'
import type { ExecuteSelection, Plan, Run } from './run.ts'
import { compileSelection, compileSerialSelection } from './selection.ts'

/** What one execution is given. The variables are as the client sent them. */
export type OperationInput = {
  rootValue?: unknown
  contextValue: unknown
  variableValues: Readonly<Record<string, unknown>> | null | undefined
}

/** An operation that is ready to run. */
export type CompiledOperation = {
  kind: `${OperationTypeNode}`
  /** The result that graphql-js would give. The errors of fields that fail in the same turn may be in another order. */
  execute(input: OperationInput): ExecutionResult | Promise<ExecutionResult>
  /** How many compiled fields are held for the next run. */
  rememberedFields(): number
}

/** As many as graphql-js tells of. */
const MAXIMUM_VARIABLE_ERRORS = 50

/** Compiled fields that any operation may keep, and characters of the document for each further one. */
const KEPT_FIELDS = 100
const CHARACTERS_PER_KEPT_FIELD = 8

/** The variables that decide, in `@skip` and `@include`, which fields there are. */
function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive(node) {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return
      for (const { value } of node.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  }
  return fragments
}

/**
 * Prepares an operation of a valid document: resolvers, types, arguments and selections are looked up once, and not for
 * each field of each request, as graphql-js does. Parts are compiled when a request first comes to them.
 *
 * Not graphql-jit: it calls no methods of objects and awaits no properties, its errors do not name the nodes that
 * mask-errors.ts goes by, and it hands text of the client's documents to `new Function`.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation {
  const kind = operation.operation
  const variableDefinitions = operation.variableDefinitions ?? []
  const conditionNames = conditionVariables(document)
  const fragments = fragmentsOf(document)
  const limit = KEPT_FIELDS + (document.loc?.end ?? 0) / CHARACTERS_PER_KEPT_FIELD
  const roots = new Map<string, ExecuteSelection>()
  let compiledFields = 0

  function compileRoot(variables: Record<string, unknown>): ExecuteSelection {
    const rootType = schema.getRootType(kind)
    if (!rootType) {
      throw new GraphQLError(`Schema is not configured to execute ${kind} operation.`, { nodes: operation })
    }
    const conditions: Record<string, unknown> = {}
    for (const name of conditionNames) if (Object.hasOwn(variables, name)) conditions[name] = variables[name]
    const onField = () => void compiledFields++
    const plan: Plan = { schema, operation, fragments, conditions, compileSelection, onField }
    const collected = collectFields(schema, fragments, conditions, rootType, operation.selectionSet)
    const compile = kind === OperationTypeNode.MUTATION ? compileSerialSelection : compileSelection
    return compile(plan, rootType, collected)
  }

  function rootFor(variables: Record<string, unknown>): ExecuteSelection {
    const key = conditionNames.map((name) => String(variables[name])).join()
    const known = roots.get(key)
    if (known) return known
    const root = compileRoot(variables)
    roots.set(key, root)
    return root
  }

  // Spreads multiply, and conditions do: what is remembered must stay in proportion to the document's text.
  function forgetTooMany(): void {
    if (compiledFields <= limit) return
    roots.clear()
    compiledFields = 0
  }

  function execute({ rootValue, contextValue, variableValues }: OperationInput) {
    const { coerced, errors } = getVariableValues(schema, variableDefinitions, variableValues ?? {}, {
      maxErrors: MAXIMUM_VARIABLE_ERRORS,
    })
    if (errors) return { errors }
    const run: Run = { rootValue, context: contextValue, variables: coerced, faults: new Faults() }
    const answer = (data: ExecutionResult['data']): ExecutionResult => {
      forgetTooMany()
      const { errors: faults } = run.faults
      return faults.length === 0 ? { data } : { errors: faults, data }
    }
    const fail = (error: unknown): ExecutionResult => {
      run.faults.add(error as GraphQLError, undefined)
      return answer(null)
    }
    try {
      const data = rootFor(coerced)(run, rootValue, undefined)
      return isPromise(data) ? data.then(answer, fail) : answer(data)
    } catch (error) {
      return fail(error)
    }
  }

  return { kind, execute, rememberedFields: () => compiledFields }
}
