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

const known = new WeakMap<GraphQLSchema, Map<string, Set<string>>>()

// Types that may stand beside it in one selection.
function siblings(schema: GraphQLSchema, owner: string): string[] {
  let groups = known.get(schema)
  if (!groups) known.set(schema, (groups = findGroups(schema)))
  return [...(groups.get(owner) ?? [])].filter((name) => name !== owner)
}

/**
 * By type, those that may be asked in one place: what shares an abstract type, however often one has to narrow for it, and what the
 * same field of such types answers: in `{ ...on A { x { y } } ...on B { x { y } } }` both `y` have to merge. Different fields that a
 * client gives one alias are left to the operations that are known.
 */
function findGroups(schema: GraphQLSchema): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>()
  const groupOf = (name: string) => {
    let group = groups.get(name)
    if (!group) groups.set(name, (group = new Set([name])))
    return group
  }
  const join = (one: string, other: string): boolean => {
    const [kept, gone] = [groupOf(one), groupOf(other)]
    if (kept === gone) return false
    for (const name of gone) {
      kept.add(name)
      groups.set(name, kept)
    }
    return true
  }
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type))
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) for (const { name } of schema.getPossibleTypes(type)) join(type.name, name)
  }
  for (let isMore = true; isMore;) {
    isMore = false
    const answered = new Map<string, string>()
    for (const type of types) {
      const [first] = groupOf(type.name)
      for (const field of Object.values(type.getFields())) {
        const { name } = getNamedType(field.type)
        const beside = answered.get(`${first}.${field.name}`)
        if (beside === undefined) answered.set(`${first}.${field.name}`, name)
        else if (join(beside, name)) isMore = true
      }
    }
  }
  return groups
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
