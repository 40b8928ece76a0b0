import {
  type ArgumentNode,
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { inputCoordinates } from './input-coordinates.ts'

/** Where an operation uses what one looks for. */
export type OperationUsage = {
  /** Written in the document: by coordinate, the nodes. */
  written: Map<string, ASTNode[]>
  /** Fields of object types behind a field of their interface. */
  implied: Set<string>
  /** What its variables can hold. */
  sendable: Set<string>
}

/**
 * Finds the uses of `wanted` coordinates; null when there are none. The operation has to be valid, or nearly so: what the schema
 * does not know is passed over.
 */
export function usageOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  wanted: ReadonlySet<string>,
): OperationUsage | null {
  const usage: OperationUsage = { written: new Map(), implied: new Set(), sendable: new Set() }
  const fragments = new Map<string, FragmentDefinitionNode>()
  const visited = new Set<string>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue
    use(`schema.${node.operation}`, node)
    for (const { type, directives } of node.variableDefinitions ?? []) {
      let named = type
      while (named.kind !== Kind.NAMED_TYPE) named = named.type
      const input = schema.getType(named.name.value)
      use(named.name.value, named)
      if (input) send(input)
      useDirectives(directives)
    }
    useDirectives(node.directives)
    const root = schema.getRootType(node.operation)
    if (!root) continue
    use(root.name, node)
    select(root, node.selectionSet)
  }
  return usage.written.size + usage.implied.size + usage.sendable.size === 0 ? null : usage

  function use(coordinate: string, node: ASTNode): void {
    if (!wanted.has(coordinate)) return
    const nodes = usage.written.get(coordinate)
    if (nodes) nodes.push(node)
    else usage.written.set(coordinate, [node])
  }

  function send(type: Parameters<typeof inputCoordinates>[1]): void {
    const reachable = inputCoordinates(schema, type)
    const [few, many] = reachable.size < wanted.size ? [reachable, wanted] : [wanted, reachable]
    for (const coordinate of few) if (many.has(coordinate)) usage.sendable.add(coordinate)
  }

  function select(parent: GraphQLCompositeType, { selections }: SelectionSetNode): void {
    for (const node of selections) {
      useDirectives(node.directives)
      if (node.kind === Kind.FIELD) {
        selectField(parent, node)
        continue
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
      if (!fragment) continue
      const condition = fragment.typeCondition
      if (condition) {
        use(condition.name.value, condition)
        use(condition.name.value, node)
      }
      if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
        if (visited.has(fragment.name.value)) continue
        visited.add(fragment.name.value)
      }
      const inside = condition ? schema.getType(condition.name.value) : parent
      if (isCompositeType(inside)) select(inside, fragment.selectionSet)
    }
  }

  function selectField(parent: GraphQLCompositeType, node: FieldNode): void {
    const name = node.name.value
    if (name.startsWith('__') || !(isObjectType(parent) || isInterfaceType(parent))) return
    const field = parent.getFields()[name]
    if (!field) return
    const coordinate = `${parent.name}.${name}`
    use(coordinate, node)
    if (isInterfaceType(parent)) {
      for (const { name: possible } of schema.getPossibleTypes(parent)) {
        if (wanted.has(`${possible}.${name}`)) usage.implied.add(`${possible}.${name}`)
      }
    }
    if (node.arguments) useArguments(coordinate, node.arguments, field.args)
    const type = getNamedType(field.type)
    use(type.name, node)
    if (isAbstractType(type)) {
      for (const { name: possible } of schema.getPossibleTypes(type)) {
        if (wanted.has(possible)) usage.implied.add(possible)
      }
    }
    if (node.selectionSet && isCompositeType(type)) select(type, node.selectionSet)
  }

  function useArguments(owner: string, given: readonly ArgumentNode[], defined: readonly GraphQLArgument[]): void {
    for (const node of given) {
      use(`${owner}(${node.name.value}:)`, node)
      const argument = defined.find(({ name }) => name === node.name.value)
      if (argument) useValue(argument.type, node.value)
    }
  }

  function useDirectives(directives: readonly DirectiveNode[] = []): void {
    for (const node of directives) {
      const coordinate = `@${node.name.value}`
      use(coordinate, node)
      useArguments(coordinate, node.arguments ?? [], schema.getDirective(node.name.value)?.args ?? [])
    }
  }

  function useValue(type: GraphQLInputType, node: ValueNode): void {
    const named = getNamedType(type)
    if (node.kind === Kind.LIST) {
      for (const value of node.values) useValue(type, value)
    } else if (node.kind === Kind.ENUM) {
      if (isEnumType(named)) use(`${named.name}.${node.value}`, node)
    } else if (node.kind === Kind.OBJECT && isInputObjectType(named)) {
      use(named.name, node)
      for (const field of node.fields) {
        use(`${named.name}.${field.name.value}`, field)
        const defined = named.getFields()[field.name.value]
        if (defined) useValue(defined.type, field.value)
      }
    }
  }
}
