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

// Types that may stand beside it in one selection: everything that shares an abstract type with it.
function siblings(schema: GraphQLSchema, owner: string): string[] {
  const found = new Set<string>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue
    const names = [type.name, ...schema.getPossibleTypes(type).map(({ name }) => name)]
    if (names.includes(owner)) for (const name of names) found.add(name)
  }
  found.delete(owner)
  return [...found]
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
