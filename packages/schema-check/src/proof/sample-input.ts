import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
} from 'graphql'

/** What a made-up value should have in it: a field of an input type, or a value of an enum. */
export type Wish = { coordinate: string; value: 'given' | 'omitted' | 'null' }

const SCALARS: Record<string, unknown> = { Int: 1, Float: 1.5, String: 'text', Boolean: true, ID: 'id-1' }

/**
 * The least value that a type accepts; with a wish, the least that has what is wished for in it, however deep; undefined when it
 * cannot have it.
 */
export function sampleInput(type: GraphQLInputType, wish: Wish | null = null, above: readonly string[] = []): unknown {
  const nullable = getNullableType(type)
  if (isListType(nullable)) {
    const item = sampleInput(nullable.ofType, wish, above)
    return item === undefined ? undefined : [item]
  }
  if (isEnumType(nullable)) {
    const [owner, value] = wish?.coordinate.split('.') ?? []
    const values = nullable.getValues().map(({ name }) => name)
    if (wish) return owner === nullable.name && value !== undefined && values.includes(value) ? value : undefined
    return values[0]
  }
  if (isScalarType(nullable)) return wish ? undefined : (SCALARS[nullable.name] ?? 'text')
  return isInputObjectType(nullable) ? sampleObject(nullable, wish, above) : undefined
}

function sampleObject(
  type: Extract<GraphQLInputType, { isOneOf: boolean }>,
  wish: Wish | null,
  above: readonly string[],
) {
  // A type that holds itself has no least value but without it; what is wished for is found before that.
  if (above.includes(type.name) && above.filter((name) => name === type.name).length > 1) return undefined
  const fields = Object.values(type.getFields())
  const inside = [...above, type.name]
  const wished = wish?.coordinate.split('.') ?? []
  const isHere = wished[0] === type.name
  const value: Record<string, unknown> = {}
  for (const field of fields) {
    if (!isRequiredInputField(field) && !(type.isOneOf && field === fields[0])) continue
    const sample = sampleInput(field.type, null, inside)
    if (sample === undefined) return undefined
    value[field.name] = sample
  }
  if (!wish) return value
  if (isHere) return grant(type, value, wish, wished[1], inside)
  for (const field of fields) {
    if (above.includes(getNamedType(field.type).name)) continue
    const granted = sampleInput(field.type, wish, inside)
    if (granted !== undefined) return type.isOneOf ? { [field.name]: granted } : { ...value, [field.name]: granted }
  }
  return undefined
}

function grant(
  type: Extract<GraphQLInputType, { isOneOf: boolean }>,
  value: Record<string, unknown>,
  wish: Wish,
  name: string | undefined,
  inside: readonly string[],
): unknown {
  // Wished for is the type itself: with everything in it, or with the least.
  if (name === undefined) {
    if (wish.value !== 'given') return value
    const all = Object.values(type.getFields()).map((field) => [field.name, sampleInput(field.type, null, inside)])
    return Object.fromEntries(all.filter(([, sample]) => sample !== undefined))
  }
  const field = type.getFields()[name]
  if (wish.value === 'omitted') {
    const { [name]: _left, ...others } = value
    return field && isRequiredInputField(field) ? undefined : others
  }
  if (!field) return undefined
  if (wish.value === 'null') return isNonNullType(field.type) ? undefined : { ...value, [name]: null }
  const sample = sampleInput(field.type, null, inside)
  return sample === undefined ? undefined : type.isOneOf ? { [name]: sample } : { ...value, [name]: sample }
}
