import { getArgumentValues, isNonNullType, Kind } from 'graphql'
import type { FieldNode, GraphQLArgument, GraphQLField, ValueNode } from 'graphql'
import { valueFromAST } from 'graphql'
import type { Run } from './run.ts'

/** The arguments of a field for one run. Throws as graphql-js does when one is missing or not of its type. */
export type ReadArguments = (variables: Run['variables']) => Record<string, unknown>

/** Writes one argument into `values`; false when graphql-js must say what is wrong with it. */
type ArgumentWriter = (values: Record<string, unknown>, variables: Run['variables']) => boolean

function containsVariable(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true
  if (node.kind === Kind.LIST) return node.values.some(containsVariable)
  return node.kind === Kind.OBJECT && node.fields.some((field) => containsVariable(field.value))
}

/** How to read one argument without graphql-js; null when it must be asked each time. */
function compileArgument(argument: GraphQLArgument, node: ValueNode | undefined): ArgumentWriter | null {
  const { name, type, defaultValue } = argument
  // graphql-js gives no key at all to an argument that is neither given nor has a default.
  const writeDefault: ArgumentWriter = (values) => {
    if (defaultValue !== undefined) values[name] = defaultValue
    return defaultValue !== undefined || !isNonNullType(type)
  }
  if (!node) return writeDefault
  if (node.kind === Kind.VARIABLE) {
    const variable = node.name.value
    return (values, variables) => {
      if (!Object.hasOwn(variables, variable)) return writeDefault(values, variables)
      const value = variables[variable]
      if (value === null && isNonNullType(type)) return false
      values[name] = value
      return true
    }
  }
  if (containsVariable(node)) return null
  const value = valueFromAST(node, type)
  // An object is made anew for each call, since a resolver may change what it is given. Undefined means invalid.
  if (value === undefined || (typeof value === 'object' && value !== null)) return null
  return (values) => {
    values[name] = value
    return true
  }
}

/** Compiles the arguments of a field at one place of a document. */
export function compileArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments {
  if (definition.args.length === 0) return () => ({})
  const ask: ReadArguments = (variables) => getArgumentValues(definition, node, variables)
  const writers: ArgumentWriter[] = []
  for (const argument of definition.args) {
    const given = node.arguments?.find((candidate) => candidate.name.value === argument.name)
    const writer = compileArgument(argument, given?.value)
    if (!writer) return ask
    writers.push(writer)
  }
  return (variables) => {
    const values: Record<string, unknown> = {}
    return writers.every((write) => write(values, variables)) ? values : ask(variables)
  }
}
