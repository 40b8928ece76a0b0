import { type GraphQLSchema, isInputObjectType, Kind } from 'graphql'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import { documentOf } from './subgraph-document.ts'

/**
 * Marks the input types that a subgraph has as `@oneOf`. Composition knows nothing of it and leaves it out, so the router lets everything
 * pass, and the subgraph refuses it all the same.
 */
export function markOneOf(schema: GraphQLSchema, sdls: readonly SubgraphSdl[]): void {
  for (const sdl of sdls) {
    if (!sdl.text.includes('@oneOf')) continue
    for (const node of documentOf(sdl).definitions) {
      if (node.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION && node.kind !== Kind.INPUT_OBJECT_TYPE_EXTENSION) continue
      const type = schema.getType(node.name.value)
      if (isInputObjectType(type) && node.directives?.some(({ name }) => name.value === 'oneOf')) type.isOneOf = true
    }
  }
}
