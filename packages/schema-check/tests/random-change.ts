import {
  type DocumentNode,
  getNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  Kind,
  parse,
  type TypeNode,
  visit,
} from 'graphql'
import type { ASTNode, GraphQLField, GraphQLOutputType } from 'graphql'
import { sampleInput } from '../src/proof/sample-input.ts'
import { printInput } from '../src/proof/ways-to-types.ts'

type Edit = (document: DocumentNode, seed: number) => DocumentNode

/** Applies an edit to one node of a kind, which the seed chooses. */
function toOne<K extends ASTNode['kind']>(
  kind: K,
  edit: (node: Extract<ASTNode, { kind: K }>) => ASTNode | null | undefined,
): Edit {
  return (document, seed) => {
    let count = 0
    visit(document, { [kind]: () => void count++ })
    let at = 0
    return visit(document, {
      [kind]: (node: Extract<ASTNode, { kind: K }>) => (at++ === seed % Math.max(1, count) ? edit(node) : undefined),
    })
  }
}

function addTo(
  kind: Kind.OBJECT_TYPE_DEFINITION | Kind.INPUT_OBJECT_TYPE_DEFINITION | Kind.ENUM_TYPE_DEFINITION,
  sdl: string,
): Edit {
  const [added] = parse(sdl).definitions
  return toOne(kind, (node) => {
    const more = added as typeof node
    if ('values' in node && 'values' in more)
      return { ...node, values: [...(node.values ?? []), ...(more.values ?? [])] }
    return {
      ...node,
      fields: [...(('fields' in node && node.fields) || []), ...(('fields' in more && more.fields) || [])],
    } as ASTNode
  })
}

const nonNull = (type: TypeNode): TypeNode =>
  type.kind === Kind.NON_NULL_TYPE ? type : { kind: Kind.NON_NULL_TYPE, type }
const nullable = (type: TypeNode): TypeNode => (type.kind === Kind.NON_NULL_TYPE ? type.type : type)

/** Every kind of change that an API knows; each may leave a schema that is none. */
export const EDITS: Edit[] = [
  toOne(Kind.FIELD_DEFINITION, () => null),
  toOne(Kind.FIELD_DEFINITION, (node) => ({ ...node, type: nonNull(node.type) })),
  toOne(Kind.FIELD_DEFINITION, (node) => ({ ...node, type: nullable(node.type) })),
  toOne(Kind.FIELD_DEFINITION, (node) => ({ ...node, type: { kind: Kind.LIST_TYPE, type: node.type } })),
  toOne(Kind.LIST_TYPE, (node) => ({ ...node, type: nonNull(node.type) })),
  toOne(Kind.LIST_TYPE, (node) => ({ ...node, type: nullable(node.type) })),
  toOne(Kind.INPUT_VALUE_DEFINITION, () => null),
  toOne(Kind.INPUT_VALUE_DEFINITION, (node) => ({ ...node, type: nonNull(node.type) })),
  toOne(Kind.INPUT_VALUE_DEFINITION, (node) => ({ ...node, type: nullable(node.type) })),
  toOne(Kind.INPUT_VALUE_DEFINITION, ({ defaultValue: _gone, ...node }) => node),
  toOne(Kind.ENUM_VALUE_DEFINITION, () => null),
  toOne(Kind.OBJECT_TYPE_DEFINITION, (node) => ({ ...node, interfaces: [] })),
  toOne(Kind.UNION_TYPE_DEFINITION, (node) => ({ ...node, types: node.types?.slice(1) })),
  toOne(Kind.NAMED_TYPE, (node) =>
    node.name.value === 'Int' ? { ...node, name: { kind: Kind.NAME, value: 'Float' } } : undefined,
  ),
  addTo(Kind.OBJECT_TYPE_DEFINITION, 'type X { extra(a: Int): String }'),
  addTo(Kind.INPUT_OBJECT_TYPE_DEFINITION, 'input X { extra: Int }'),
  addTo(Kind.INPUT_OBJECT_TYPE_DEFINITION, 'input X { must: Int! }'),
  addTo(Kind.ENUM_TYPE_DEFINITION, 'enum X { Z }'),
  toOne(Kind.FIELD_DEFINITION, (node) => withArgument(node, 'type X { f(extra: Int): Int }')),
  toOne(Kind.FIELD_DEFINITION, (node) => withArgument(node, 'type X { f(must: Int!): Int }')),
  (document) => ({
    ...document,
    definitions: [...document.definitions, ...parse('type Song { name: String }').definitions],
  }),
  (document) => ({
    ...document,
    definitions: [...document.definitions, ...parse('type Song implements Node { id: ID! title: String }').definitions],
  }),
]

function withArgument<T extends { arguments?: readonly unknown[] }>(node: T, sdl: string): T {
  const [type] = parse(sdl).definitions
  const added = type?.kind === Kind.OBJECT_TYPE_DEFINITION ? (type.fields?.[0]?.arguments ?? []) : []
  return { ...node, arguments: [...(node.arguments ?? []), ...added] }
}

/** An operation that the seed chooses: fields, arguments given or left out, narrowing of abstract types. */
export function randomOperation(schema: GraphQLSchema, seed: number): DocumentNode {
  let state = (seed + 1) % 2147483647
  const chance = (of: number) => {
    state = (state * 48271) % 2147483647
    return state % of
  }
  const root = schema.getQueryType()
  if (!root) throw new Error('The schema has queries.')
  return parse(`query Random ${select(root, 0)}`)

  function select(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type)
    if (!isCompositeType(named)) return ''
    const parts = ['__typename']
    if (isObjectType(named) || isInterfaceType(named)) {
      for (const field of Object.values(named.getFields())) {
        if (chance(2) === 0 && depth < 3) parts.push(`${field.name}${give(field)} ${select(field.type, depth + 1)}`)
      }
    }
    if (isAbstractType(named)) {
      for (const possible of schema.getPossibleTypes(named)) {
        if (chance(3) > 0) parts.push(`... on ${possible.name} ${select(possible, depth + 1)}`)
      }
    }
    if (isObjectType(named) || isInterfaceType(named)) {
      for (const wider of named.getInterfaces()) {
        if (chance(4) === 0 && depth < 3) parts.push(`... on ${wider.name} ${select(wider, depth + 1)}`)
      }
    }
    return `{ ${parts.join(' ')} }`
  }

  function give({ args }: GraphQLField<unknown, unknown>): string {
    const texts = args.flatMap((argument) => {
      if (!isRequiredArgument(argument) && chance(2) === 0) return []
      const named = getNamedType(argument.type)
      const wished = isInputObjectType(named)
        ? sampleInput(argument.type, {
            coordinate: `${named.name}.${Object.keys(named.getFields())[chance(3)]}`,
            value: 'given',
          })
        : undefined
      const text = printInput(wished ?? sampleInput(argument.type), argument.type)
      return text === '' ? [] : [`${argument.name}: ${text}`]
    })
    return texts.length > 0 ? `(${texts.join(', ')})` : ''
  }
}
