import { getNamedType, getNullableType, isListType, Kind } from 'graphql'
import type { FieldNode, GraphQLArgument, GraphQLField } from 'graphql'
import type { ListSize } from './cost-rules.ts'
import { greatest } from './formula.ts'
import type { Formula } from './formula.ts'

/** Elements of a page when the client does not say. */
const PAGE_SIZE = 20
const PAGE_ARGUMENTS = ['first', 'last']

/** How long lists below a field are: those of these names, or all of them (null). */
export type SizedBelow = { size: Formula; fields: ReadonlySet<string> | null }

/** How long the field's own list is, where its definition says; and how long the lists among its own fields are. */
export type FieldSizes = { own: Formula | null; below: SizedBelow | null }

const NOTHING_SAID: FieldSizes = { own: null, below: null }

/**
 * By `@listSize`; and for a field without it that takes `first` or `last`, as connections do (Relay Cursor Connections), by
 * the page that was asked for.
 */
export function sizesOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  rule: ListSize | undefined,
  assumedListSize: number,
): FieldSizes {
  const slicing = rule ? rule.slicingArguments : PAGE_ARGUMENTS
  const args = field.args.filter((argument) => slicing.includes(argument.name) && isWhole(argument))
  if (!rule && args.length === 0) return NOTHING_SAID
  const otherwise = rule ? (rule.assumedSize ?? assumedListSize) : PAGE_SIZE
  const size = sliced(args, node, otherwise)
  if (rule?.sizedFields) return { own: null, below: { size, fields: new Set(rule.sizedFields) } }
  return isListType(getNullableType(field.type))
    ? { own: size, below: null }
    : { own: null, below: { size, fields: null } }
}

/** How many of the slicing arguments a selection gives; a variable counts, whatever it will be. */
export function countSlicing(field: GraphQLField<unknown, unknown>, node: FieldNode, rule: ListSize): number {
  const given = node.arguments?.filter(
    ({ name, value }) => rule.slicingArguments.includes(name.value) && value.kind !== Kind.NULL,
  )
  if (given && given.length > 0) return given.length
  return field.args.filter(({ name, defaultValue }) => rule.slicingArguments.includes(name) && defaultValue != null)
    .length
}

function isWhole(argument: GraphQLArgument): boolean {
  return getNamedType(argument.type).name === 'Int'
}

/** The largest of the arguments that are given. */
function sliced(args: readonly GraphQLArgument[], node: FieldNode, otherwise: number): Formula {
  const parts: Formula[] = []
  const variables: string[] = []
  for (const argument of args) {
    const value = node.arguments?.find((one) => one.name.value === argument.name)?.value
    if (value?.kind === Kind.VARIABLE) variables.push(value.name.value)
    else if (value?.kind === Kind.INT) parts.push(Number(value.value))
    else if (value === undefined && typeof argument.defaultValue === 'number') parts.push(argument.defaultValue)
  }
  if (variables.length === 0) return parts.length > 0 ? greatest(parts) : otherwise
  const known = parts.length > 0 ? greatest(parts) : null
  return (values) => {
    let size = typeof known === 'number' ? known : null
    for (const name of variables) {
      const value = values[name]
      if (typeof value === 'number') size = Math.max(0, size ?? 0, value)
    }
    return size ?? otherwise
  }
}
