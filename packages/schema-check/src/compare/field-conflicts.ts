import {
  getNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { groupTypes } from './group-types.ts'

/**
 * Whether a new type of a field can make an operation invalid that selects it beside the same field of another type:
 * GraphQL refuses `{ ...on A { x } ...on B { x } }` when one is `Int` and the other `Int!`.
 * https://spec.graphql.org/October2021/#SameResponseShape()
 */
export function canConflict(coordinate: string, base: GraphQLSchema, head: GraphQLSchema): boolean {
  const [owner = '', field = ''] = coordinate.split('.')
  const was = fieldType(base, owner, field)
  const is = fieldType(head, owner, field)
  if (!was || !is) return false
  return siblings(base, owner).some((sibling) => {
    const beside = fieldType(base, sibling, field)
    const besideNow = fieldType(head, sibling, field)
    return beside && besideNow && merges(was, beside) && !merges(is, besideNow)
  })
}

function fieldType(schema: GraphQLSchema, owner: string, field: string): GraphQLOutputType | undefined {
  const type = schema.getType(owner)
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[field]?.type : undefined
}

const known = new WeakMap<GraphQLSchema, Map<string, Set<string>>>()

// Types that may stand beside it in one selection.
function siblings(schema: GraphQLSchema, owner: string): string[] {
  let groups = known.get(schema)
  if (!groups) known.set(schema, (groups = findGroups(schema)))
  return [...(groups.get(owner) ?? [])].filter((name) => name !== owner)
}

function findGroups(schema: GraphQLSchema): Map<string, Set<string>> {
  const all = Object.values(schema.getTypeMap())
  const fields = all.flatMap((type) => (isObjectType(type) || isInterfaceType(type) ? [type] : []))
  return groupTypes({
    together: all.flatMap((type) => {
      return isAbstractType(type) ? [[type.name, ...schema.getPossibleTypes(type).map(({ name }) => name)]] : []
    }),
    answers: fields.flatMap((type) => {
      return Object.values(type.getFields()).map(
        (field) => [type.name, field.name, getNamedType(field.type).name] as const,
      )
    }),
  })
}

function merges(one: GraphQLOutputType, other: GraphQLOutputType): boolean {
  if (isNonNullType(one) || isNonNullType(other)) {
    return isNonNullType(one) && isNonNullType(other) && merges(one.ofType, other.ofType)
  }
  if (isListType(one) || isListType(other)) {
    return isListType(one) && isListType(other) && merges(one.ofType, other.ofType)
  }
  return isLeafType(one) || isLeafType(other) ? getNamedType(one).name === getNamedType(other).name : true
}
