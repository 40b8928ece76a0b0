import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'

/** A made-up operation; the same seed makes the same. Its variables are shapes, as routers record them. */
export function makeOperation(
  schema: GraphQLSchema,
  seed: number,
): { name: string; document: string; variables: Record<string, unknown> } {
  let state = (seed * 7919 + 17) % 2147483647
  const chance = (of: number) => {
    state = (state * 48271) % 2147483647
    return state % of
  }
  const kind = chance(4) === 0 ? 'mutation' : 'query'
  const root = (kind === 'mutation' ? schema.getMutationType() : schema.getQueryType()) ?? schema.getQueryType()
  if (!root) throw new Error('The schema has queries.')
  const fields = Object.values(root.getFields())
  const entry = fields[chance(fields.length)]
  if (!entry) throw new Error('The root has fields.')
  const variables = new Map<string, GraphQLInputType>()
  const selection = `${ask(entry)}${select(getNamedType(entry.type) as GraphQLCompositeType, 0)}`
  const name = `Made${seed}`
  const declared = [...variables].map(([variable, type]) => `$${variable}: ${String(type)}`)
  return {
    name,
    document: `${kind} ${name}${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${selection} }`,
    variables: Object.fromEntries([...variables].map(([variable, type]) => [variable, shape(type)])),
  }

  function ask(field: GraphQLField<unknown, unknown>): string {
    const given = field.args.filter((argument) => isRequiredArgument(argument) || chance(4) === 0)
    const texts = given.map((argument) => {
      const variable = `v${variables.size}`
      variables.set(variable, argument.type)
      return `${argument.name}: $${variable}`
    })
    return `a${chance(1_000_000)}: ${field.name}${texts.length > 0 ? `(${texts.join(', ')})` : ''}`
  }

  function select(type: GraphQLCompositeType, depth: number): string {
    if (!isCompositeType(type)) return ''
    const parts = ['__typename']
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        const inside = getNamedType(field.type)
        if (isCompositeType(inside) ? depth > 2 || chance(4) > 0 : chance(2) > 0) continue
        parts.push(`${ask(field)}${isCompositeType(inside) ? select(inside, depth + 1) : ''}`)
      }
    }
    if (isAbstractType(type)) {
      for (const possible of schema.getPossibleTypes(type))
        parts.push(`... on ${possible.name} ${select(possible, depth + 1)}`)
    }
    return `{ ${parts.join(' ')} }`
  }
}

const SHAPES: Record<string, string> = { Int: 'int', Float: 'float', Boolean: 'boolean' }

function shape(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return shape(type.ofType)
  if (isListType(type)) return [shape(type.ofType)]
  if (isEnumType(type)) return `enum:${type.getValues()[0]?.name}`
  if (!isInputObjectType(type)) return SHAPES[type.name] ?? 'string'
  const sent = Object.values(type.getFields()).filter(isRequiredInputField)
  return Object.fromEntries(sent.map((field) => [field.name, shape(field.type)]))
}
