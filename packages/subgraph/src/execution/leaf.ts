import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, isScalarType } from 'graphql'
import type { GraphQLLeafType } from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'

type Serialize = (value: unknown) => unknown

const SMALLEST_INT = -(2 ** 31)
const LARGEST_INT = 2 ** 31 - 1

/** Values that the scalars of the specification give back as they are. The others are for their own `serialize`. */
const UNCHANGED: readonly { serialize: Serialize; isUnchanged(value: unknown): boolean }[] = [
  { serialize: GraphQLString.serialize, isUnchanged: (value) => typeof value === 'string' },
  { serialize: GraphQLID.serialize, isUnchanged: (value) => typeof value === 'string' },
  { serialize: GraphQLBoolean.serialize, isUnchanged: (value) => typeof value === 'boolean' },
  { serialize: GraphQLFloat.serialize, isUnchanged: (value) => typeof value === 'number' && Number.isFinite(value) },
  {
    serialize: GraphQLInt.serialize,
    isUnchanged: (value) => Number.isInteger(value) && Number(value) >= SMALLEST_INT && Number(value) <= LARGEST_INT,
  },
]

/** How a value of a scalar or enum is written. What it returns throws for a value that is none of the type. */
export function compileLeaf(type: GraphQLLeafType): Serialize {
  const serialize = (value: unknown): unknown => {
    const serialized: unknown = type.serialize(value)
    if (serialized != null) return serialized
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, ` +
        `returned: ${inspect(serialized)}`,
    )
  }
  const known = isScalarType(type) ? UNCHANGED.find((candidate) => candidate.serialize === type.serialize) : undefined
  if (!known) return serialize
  const { isUnchanged } = known
  return (value) => (isUnchanged(value) ? value : serialize(value))
}
