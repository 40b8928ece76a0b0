import { type GraphQLInputObjectType, type GraphQLSchema, isInputObjectType, isNonNullType, Kind } from 'graphql'
import type { CompositionProblem, Side } from '../result.ts'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import { documentOf } from './subgraph-document.ts'

/**
 * Marks the input types that a subgraph has as `@oneOf`. Composition knows nothing of it and leaves it out, so the router lets everything
 * pass, and the subgraph refuses it all the same. Nor does it see that a type cannot be that: those are given back.
 */
export function markOneOf(schema: GraphQLSchema, sdls: readonly SubgraphSdl[], side: Side): CompositionProblem[] {
  return sdls.flatMap((sdl) => {
    if (!sdl.text.includes('@oneOf')) return []
    return documentOf(sdl).definitions.flatMap((node): CompositionProblem[] => {
      if (node.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION && node.kind !== Kind.INPUT_OBJECT_TYPE_EXTENSION) return []
      const type = schema.getType(node.name.value)
      if (!isInputObjectType(type) || !node.directives?.some(({ name }) => name.value === 'oneOf')) return []
      type.isOneOf = true
      const message = whyNotOneOf(type)
      if (message === null) return []
      const { line = 1, column = 1 } = node.loc?.startToken ?? {}
      const places = [{ side, subgraph: sdl.name, file: sdl.file, line, column }]
      return [{ code: 'INVALID_GRAPHQL', message, contract: null, places, hint: HINT }]
    })
  })
}

/**
 * Marks the input types of a published supergraph as they are in another schema, because it does not say of itself which were `@oneOf`.
 * One that cannot have been stays as it is.
 */
export function markOneOfAs(other: GraphQLSchema, schema: GraphQLSchema): void {
  for (const { name, ...like } of Object.values(other.getTypeMap()).filter(isInputObjectType)) {
    const type = schema.getType(name)
    if (like.isOneOf && isInputObjectType(type) && whyNotOneOf(type) === null) type.isOneOf = true
  }
}

const HINT = 'One field is sent and the others are not: each may be null, and none has a default.'

function whyNotOneOf(type: GraphQLInputObjectType): string | null {
  const wrong = Object.values(type.getFields()).filter(
    (field) => isNonNullType(field.type) || field.defaultValue !== undefined,
  )
  if (wrong.length === 0) return null
  return `${type.name} cannot be @oneOf, because of its required fields or defaults: ${wrong.map(({ name }) => name).join(', ')}`
}
