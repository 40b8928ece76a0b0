import {
  getNamedType,
  isCompositeType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  print,
  parse,
} from 'graphql'
import type { GraphQLField, GraphQLInputType, GraphQLNamedOutputType, OperationTypeNode } from 'graphql'

export type Example = { operation: string; variables: Record<string, unknown> }

/** Enough to see what there is; whoever copies it takes away what is not wanted. */
const DEEPEST = 4
const MOST_FIELDS = 8

/** An operation that asks for a root field, with variables for the arguments that it must have. */
export function exampleOperation(kind: OperationTypeNode, field: GraphQLField<unknown, unknown>): Example {
  const needed = field.args.filter(({ type, name, defaultValue }) => {
    return (isNonNullType(type) && defaultValue === undefined) || name === 'input' || name === 'first'
  })
  const variables = Object.fromEntries(needed.map(({ name, type }) => [name, exampleValue(type, name, 0)]))
  const definitions = needed.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')
  const given = needed.map(({ name }) => `${name}: $${name}`).join(', ')
  const title = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`
  const selection = selectionOf(getNamedType(field.type), DEEPEST, new Set())
  const head = `${kind} ${title}${definitions && `(${definitions})`}`
  return { operation: print(parse(`${head} { ${field.name}${given && `(${given})`} ${selection} }`)), variables }
}

/** Leaves first, then what leads on; types that are being selected already are not selected again. */
function selectionOf(type: GraphQLNamedOutputType, depth: number, above: Set<string>): string {
  if (!isCompositeType(type)) return ''
  if (isUnionType(type)) {
    const parts = type.getTypes().map((one) => `... on ${one.name} ${selectionOf(one, depth - 1, above)}`)
    return `{ ${parts.filter((part) => part.endsWith('}')).join(' ') || '__typename'} }`
  }
  const fields = Object.values(type.getFields()).filter(({ args, deprecationReason }) => {
    return deprecationReason == null && !args.some((one) => isNonNullType(one.type) && one.defaultValue === undefined)
  })
  const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)))
  const within = new Set([...above, type.name])
  const names = leaves.slice(0, MOST_FIELDS).map(({ name }) => name)
  if (depth > 1) {
    for (const { name, type: of } of fields) {
      const target = getNamedType(of)
      // Edges say what nodes say.
      if (isLeafType(target) || within.has(target.name) || name === 'edges' || names.length >= MOST_FIELDS) continue
      const selection = selectionOf(target, isObjectType(target) && name === 'nodes' ? depth : depth - 2, within)
      if (selection !== '{ __typename }' && selection !== '') names.push(`${name} ${selection}`)
    }
  }
  return names.length > 0 ? `{ ${names.join(' ')} }` : '{ __typename }'
}

function exampleValue(type: GraphQLInputType, name: string, depth: number): unknown {
  if (isNonNullType(type)) return exampleValue(type.ofType, name, depth)
  if (isListType(type)) return [exampleValue(type.ofType, name, depth)]
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) && field.defaultValue === undefined,
    )
    return depth > DEEPEST
      ? {}
      : Object.fromEntries(fields.map((field) => [field.name, exampleValue(field.type, field.name, depth + 1)]))
  }
  if ('getValues' in type) return type.getValues()[0]?.name
  return SCALARS[type.name] ?? `<${name}>`
}

const SCALARS: Record<string, unknown> = {
  Int: 10,
  Float: 1.5,
  Boolean: true,
  DateTime: '2026-11-22T12:00:00Z',
  Decimal: '19.90',
  CurrencyCode: 'EUR',
}
