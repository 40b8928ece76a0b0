import {
  doTypesOverlap,
  GraphQLBoolean,
  GraphQLNonNull,
  isCompositeType,
  isLeafType,
  isRequiredArgument,
  isUnionType,
  Kind,
  getNamedType,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  validate,
} from 'graphql'
import type {
  ArgumentNode,
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  NamedTypeNode,
  NameNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'
import { generateValue, variableFor } from './generate-values.ts'
import type { Variables } from './generate-values.ts'
import type { Random } from './random.ts'

export type Operation = { document: DocumentNode; variables: Record<string, unknown> }

const ALIASES = ['a', 'b', 'title', '_x', 'constructor']

/** A valid operation of about `size` fields. */
export function generateOperation(schema: GraphQLSchema, random: Random, size: number): Operation {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const operation = attemptOperation(schema, random, size)
    if (validate(schema, operation.document).length === 0) return operation
  }
  throw new Error('No valid operation in 200 attempts: the generator does not fit this schema.')
}

/** Valid but for what two selections of one response key may disagree in. */
function attemptOperation(schema: GraphQLSchema, random: Random, size: number): Operation {
  const variables: Variables = { definitions: [], values: {} }
  const fragments: FragmentDefinitionNode[] = []
  let left = size

  function selectionSet(type: GraphQLCompositeType, depth: number): SelectionSetNode {
    const count = 1 + random.below(depth > 3 ? 5 : 4)
    const selections = Array.from({ length: count }, () => selection(type, depth))
    return { kind: Kind.SELECTION_SET, selections }
  }

  function selection(type: GraphQLCompositeType, depth: number): SelectionNode {
    left -= 1
    if (depth > 0 && random.chance(isUnionType(type) ? 0.8 : 0.15)) return fragment(type, depth - 1)
    if (isUnionType(type) || random.chance(0.1)) return field(null, type, depth)
    if (type === schema.getQueryType() && random.chance(0.03)) {
      return field(random.pick([SchemaMetaFieldDef, TypeMetaFieldDef]), type, 2)
    }
    const fields = Object.values(type.getFields())
    const isFlat = depth <= 0 || left <= 0
    const flat = fields.filter((one) => isLeafType(getNamedType(one.type)))
    // What leads into other objects is where federation happens.
    const deep = fields.filter((one) => !isLeafType(getNamedType(one.type)))
    const wanted = isFlat ? flat : deep.length > 0 && random.chance(0.6) ? deep : fields
    return field(wanted.length > 0 ? random.pick(wanted) : null, type, depth)
  }

  function fragment(type: GraphQLCompositeType, depth: number): SelectionNode {
    if (random.chance(0.1)) {
      return { kind: Kind.INLINE_FRAGMENT, directives: conditions(0.6), selectionSet: selectionSet(type, depth) }
    }
    const condition = random.pick(overlapping(schema, type))
    if (random.chance(0.7)) {
      const typeCondition = named(condition)
      const body = selectionSet(condition, depth)
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: conditions(0.15), selectionSet: body }
    }
    const known = fragments.filter((one) => one.typeCondition.name.value === condition.name)
    const reused = known.length > 0 && random.chance(0.5) ? random.pick(known) : null
    return { kind: Kind.FRAGMENT_SPREAD, name: reused?.name ?? define(condition, depth), directives: conditions(0.15) }
  }

  function define(condition: GraphQLCompositeType, depth: number): NameNode {
    const body = selectionSet(condition, depth)
    const name: NameNode = { kind: Kind.NAME, value: `F${fragments.length + 1}` }
    fragments.push({ kind: Kind.FRAGMENT_DEFINITION, name, typeCondition: named(condition), selectionSet: body })
    return name
  }

  /** A field of the type; null: `__typename`. */
  function field(
    definition: GraphQLField<unknown, unknown> | null,
    parent: GraphQLCompositeType,
    depth: number,
  ): FieldNode {
    const given = (definition?.args ?? []).filter((one) => isRequiredArgument(one) || random.chance(0.5))
    const args = given.map((one): ArgumentNode => {
      const isTypeName = definition === TypeMetaFieldDef
      const value = isTypeName
        ? { kind: Kind.STRING as const, value: random.pick(['Query', parent.name, 'Nothing', 'String']) }
        : generateValue(one.type, random, variables)
      return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: one.name }, value }
    })
    // Mostly a name of its own: the same field with other arguments is a conflict without.
    const alias = random.chance(args.length > 0 ? 0.6 : 0.04)
      ? `${definition?.name ?? 'type'}_${random.below(1000)}`
      : random.chance(0.06)
        ? random.pick(ALIASES)
        : null
    const type = definition ? getNamedType(definition.type) : null
    return {
      kind: Kind.FIELD,
      name: { kind: Kind.NAME, value: definition?.name ?? '__typename' },
      ...(alias ? { alias: { kind: Kind.NAME, value: alias } } : {}),
      arguments: args,
      directives: conditions(0.08),
      ...(isCompositeType(type) ? { selectionSet: selectionSet(type, depth - 1) } : {}),
    }
  }

  function conditions(probability: number): DirectiveNode[] {
    return ['skip', 'include'].flatMap((name): DirectiveNode[] => {
      if (!random.chance(probability)) return []
      const literal = { kind: Kind.BOOLEAN as const, value: (name === 'include') === random.chance(0.7) }
      const isVariable = random.chance(0.8)
      const value = isVariable ? variableFor(new GraphQLNonNull(GraphQLBoolean), random, variables) : literal
      const argument: ArgumentNode = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'if' }, value }
      return [{ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name }, arguments: [argument] }]
    })
  }

  const mutation = schema.getMutationType()
  const isMutation = mutation !== undefined && mutation !== null && random.chance(0.15)
  const root = isMutation ? mutation : schema.getQueryType()
  if (!root) throw new Error('The schema has no queries.')
  const body = selectionSet(root, 2 + random.below(5))
  const operation = isMutation ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY
  const name: NameNode = { kind: Kind.NAME, value: 'Generated' }
  const variableDefinitions = variables.definitions
  const definition = {
    kind: Kind.OPERATION_DEFINITION as const,
    operation,
    name,
    variableDefinitions,
    selectionSet: body,
  }
  return { document: { kind: Kind.DOCUMENT, definitions: [definition, ...fragments] }, variables: variables.values }
}

const overlaps = new WeakMap<GraphQLNamedType, readonly GraphQLCompositeType[]>()

/** The types that a fragment in a selection of this type may be on. */
function overlapping(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
  const known = overlaps.get(type)
  if (known) return known
  const all = Object.values(schema.getTypeMap()).filter((one) => isCompositeType(one))
  const found = all.filter((one) => doTypesOverlap(schema, one, type))
  overlaps.set(type, found)
  return found
}

function named(type: GraphQLNamedType): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } }
}
