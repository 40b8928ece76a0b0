import { getNamedType, type GraphQLSchema, isInterfaceType, isLeafType, isObjectType } from 'graphql'
import type { SchemaChange } from '../compare/schema-change.ts'
import { madeUpOperations } from './prove.ts'
import type { ReplaySides } from './replay-case.ts'
import { errorsOf } from './replay-validation.ts'

/** Why no operation shows a breaking change, in a sentence: what is not proven is not left without a word. */
export function whyUnproven(sides: ReplaySides, { code, coordinate, concerns }: SchemaChange): string {
  if (code === 'FIELD_TYPE_CHANGED' && [sides.base, sides.head].every((schema) => isLeaf(schema, coordinate))) {
    return 'What the new type answers can be of the old one, too: only clients that go by its name notice, such as generated code.'
  }
  const operations = [...madeUpOperations(sides, concerns)]
  if (operations.length > 0 && operations.every((operation) => errorsOf(sides.head, operation).length > 0)) {
    return 'Whatever could show it is refused for what another finding tells.'
  }
  return 'No operation that the base takes shows it by itself: it matters together with what other findings tell.'
}

function isLeaf(schema: GraphQLSchema, coordinate: string): boolean {
  const [owner = '', name = ''] = coordinate.split('.')
  const type = schema.getType(owner)
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
  return field !== undefined && isLeafType(getNamedType(field.type))
}
