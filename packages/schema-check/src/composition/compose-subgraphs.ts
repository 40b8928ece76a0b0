import { composeServices } from '@apollo/composition'
import type { CompositionHint } from '@apollo/composition/dist/hints.js'
import type { Schema } from '@apollo/federation-internals'
import { type ASTNode, type DocumentNode, GraphQLError, parse, Source } from 'graphql'
import type { CompositionProblem, Place, Side } from '../result.ts'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import { hintFor } from './hint-for.ts'

/** A parsed subgraph. Its nodes know their file and line. */
export type SubgraphDocument = SubgraphSdl & { document: DocumentNode }

/** `supergraph` is what a router loads, `schema` the same as an object. */
export type Composed = {
  supergraph: string
  schema: Schema
  subgraphs: SubgraphDocument[]
  hints: CompositionProblem[]
}

/** Parses and composes the subgraphs; `errors` when they do not. */
export function composeSubgraphs(sdls: SubgraphSdl[], side: Side): Composed | { errors: CompositionProblem[] } {
  const errors: CompositionProblem[] = []
  const subgraphs = sdls.flatMap((sdl) => {
    try {
      // The source's name stays with each node, so that an error can say file and line.
      return [{ ...sdl, document: parse(new Source(sdl.text, sdl.file)) }]
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      errors.push(toProblem(error, side, sdl.name))
      return []
    }
  })
  if (errors.length > 0) return { errors }
  // Composition wants an address; that of a subgraph without one is a matter of the router's settings.
  const services = subgraphs.map(({ name, url, document }) => ({ name, url: url ?? '', typeDefs: document }))
  const result = composeServices(services)
  if (result.errors) return { errors: result.errors.map((error) => toProblem(error, side)) }
  return {
    supergraph: `${result.supergraphSdl.trimEnd()}\n`,
    schema: result.schema,
    subgraphs,
    hints: result.hints.map((hint) => describeHint(hint, side)),
  }
}

/** One printable text of a problem, its places on lines of their own. */
export function printProblem({ code, message, places, hint }: CompositionProblem): string {
  const where = places.map(({ file, line, subgraph }) => `\n    at ${file}:${line} (${subgraph})`)
  return `${code}: ${message}${where.join('')}${hint === null ? '' : `\n    ${hint}`}`
}

function toProblem(error: GraphQLError, side: Side, subgraph?: string): CompositionProblem {
  const code = typeof error.extensions['code'] === 'string' ? error.extensions['code'] : 'GRAPHQL_ERROR'
  const places = placesOf(error.nodes ?? [], side)
  const [location] = error.locations ?? []
  if (places.length === 0 && error.source && location) {
    places.push({
      side,
      subgraph: subgraph ?? '',
      file: error.source.name,
      line: location.line,
      column: location.column,
    })
  }
  return { code, message: error.message, contract: null, places, hint: hintFor(code) }
}

function describeHint({ definition, message, nodes }: CompositionHint, side: Side): CompositionProblem {
  return { code: definition.code, message, contract: null, places: placesOf(nodes ?? [], side), hint: null }
}

// Composition marks the nodes of its errors with the subgraph that they come from.
function placesOf(nodes: readonly (ASTNode & { subgraph?: string })[], side: Side): Place[] {
  const places = nodes.flatMap(({ loc, subgraph }): Place[] => {
    if (!loc) return []
    const { line, column } = loc.startToken
    return [{ side, subgraph: subgraph ?? '', file: loc.source.name, line, column }]
  })
  const seen = new Set<string>()
  return places.filter((place) => {
    const key = JSON.stringify(place)
    return !seen.has(key) && seen.add(key)
  })
}
