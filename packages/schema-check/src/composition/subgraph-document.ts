import { type DocumentNode, parse, Source } from 'graphql'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'

const parsed = new WeakMap<SubgraphSdl, DocumentNode>()

/**
 * A subgraph's SDL, parsed once for all who look into it. Its nodes know their file and line, so that an error can say them.
 *
 * @throws GraphQLError when it is none
 */
export function documentOf(sdl: SubgraphSdl): DocumentNode {
  let document = parsed.get(sdl)
  if (!document) parsed.set(sdl, (document = parse(new Source(sdl.text, sdl.file))))
  return document
}
