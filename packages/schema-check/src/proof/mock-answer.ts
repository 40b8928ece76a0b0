import {
  type DocumentNode,
  executeSync,
  type GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  visit,
} from 'graphql'

/** A choice that a service may make: which of its schema's allowed values it answers at the places that matter. */
export type Choice = {
  /** `Type.field`: answered with null, wherever the type lets it: the field itself, or an item of its list. */
  nullAt?: { coordinate: string; depth: number }
  enumValue?: { type: string; value: string }
  /** Types to be, before others. */
  types?: readonly string[]
}

/** An alias that cannot be a client's: tells of each object what it is. */
export const ANSWERED_TYPE = '__answeredType'

const SCALARS: Record<string, unknown> = { Int: 1, Float: 1.5, String: 'text', Boolean: true, ID: 'id-1' }

/** What a value of a custom scalar looks like in a mocked answer. */
export function scalarSample(name: string): unknown {
  return SCALARS[name] ?? `a ${name}`
}

/**
 * The answer of a service that has data everywhere, one item in each list, and makes the given choices; where it has none to make it
 * answers what `base` knows too, so that only the choices can surprise.
 */
export function mockAnswer(
  { base, head: schema }: { base: GraphQLSchema; head: GraphQLSchema },
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  choice: Choice,
): { data: unknown; errors: readonly GraphQLError[] } {
  const { data = null, errors = [] } = executeSync({
    schema,
    document: withTypes(document),
    variableValues: variables,
    fieldResolver: (_source, _args, _context, { parentType, fieldName, returnType }) =>
      mockValue({ base, schema }, returnType, `${parentType.name}.${fieldName}`, choice, 0),
    typeResolver: (value) => (value as { type: string }).type,
  })
  return { data, errors }
}

type Schemas = { base: GraphQLSchema; schema: GraphQLSchema }

function mockValue(schemas: Schemas, type: GraphQLOutputType, at: string, choice: Choice, depth: number): unknown {
  const { base, schema } = schemas
  if (isNonNullType(type))
    return mockValue(schemas, type.ofType, at, { ...choice, nullAt: nullBelow(choice, at, depth) }, depth)
  if (choice.nullAt?.coordinate === at && choice.nullAt.depth === depth) return null
  if (isListType(type)) return [mockValue(schemas, type.ofType, at, choice, depth + 1)]
  if (isEnumType(type)) {
    const { enumValue } = choice
    if (enumValue?.type === type.name) return enumValue.value
    const known = base.getType(type.name)
    const values = type.getValues().map(({ name }) => name)
    return values.find((name) => isEnumType(known) && known.getValue(name)) ?? values[0]
  }
  if (isAbstractType(type)) {
    const possible = schema.getPossibleTypes(type).map(({ name }) => name)
    const known = base.getType(type.name)
    const before = isAbstractType(known) ? base.getPossibleTypes(known).map(({ name }) => name) : []
    const chosen = choice.types?.find((name) => possible.includes(name))
    return { type: chosen ?? possible.find((name) => before.includes(name)) ?? possible[0] }
  }
  return isObjectType(type) ? { type: type.name } : scalarSample(type.name)
}

// A value that may not be null keeps the choice for what is inside of it.
function nullBelow({ nullAt }: Choice, at: string, depth: number): Choice['nullAt'] {
  return nullAt?.coordinate === at && nullAt.depth === depth ? undefined : nullAt
}

function withTypes(document: DocumentNode): DocumentNode {
  return visit(document, {
    // What a variable may leave out is there for whoever does not leave it out.
    Directive: ({ name }) => (name.value === 'skip' || name.value === 'include' ? null : undefined),
    SelectionSet: (node) => ({
      ...node,
      selections: [
        ...node.selections,
        {
          kind: Kind.FIELD,
          alias: { kind: Kind.NAME, value: ANSWERED_TYPE },
          name: { kind: Kind.NAME, value: '__typename' },
        },
      ],
    }),
  })
}
