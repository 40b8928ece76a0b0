import { compose, validateGraphComposition } from '@apollo/composition'
import type { CompositionHint } from '@apollo/composition/dist/hints.js'
import {
  buildSubgraph,
  errorCauses,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Subgraph,
  Subgraphs,
  Supergraph,
} from '@apollo/federation-internals'
import { buildFederatedQueryGraph, buildSupergraphAPIQueryGraph } from '@apollo/query-graphs'
import type { ASTNode, GraphQLError } from 'graphql'
import type { CompositionProblem, Place, Side } from '../result.ts'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import { hintFor } from './hint-for.ts'
import { documentOf } from './subgraph-document.ts'

/** `sdl` is what a router loads, `supergraph` the same as an object. */
export type Composed = { sdl: string; supergraph: Supergraph; hints: CompositionProblem[] }

/** Whether composing looks for what no plan can reach, which takes a third of the time. */
export type Satisfiability = 'checked' | 'unchecked'

/** Parses and composes the subgraphs; `errors` when they do not. */
export function composeSubgraphs(
  sdls: readonly SubgraphSdl[],
  side: Side,
  satisfiability: Satisfiability = 'checked',
): Composed | { errors: CompositionProblem[] } {
  const subgraphs = new Subgraphs()
  const errors = sdls.flatMap((sdl) => {
    try {
      subgraphs.add(subgraphOf(sdl))
      return []
    } catch (error) {
      const causes = error instanceof Error ? errorCauses(error) : undefined
      if (!causes) throw error
      return causes.map((cause) => toProblem(cause, side, sdl.name))
    }
  })
  if (errors.length > 0) return { errors }
  const result = compose(subgraphs, { runSatisfiability: false })
  if (result.errors) return { errors: result.errors.map((error) => toProblem(error, side)) }
  const isChecked = satisfiability === 'checked'
  const supergraph = new Supergraph(result.schema, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, isChecked)
  const reached = isChecked ? checkSatisfiability(supergraph) : {}
  if (reached.errors) return { errors: reached.errors.map((error) => toProblem(error, side)) }
  const hints = [...result.hints, ...(reached.hints ?? [])].map((hint) => describeHint(hint, side))
  return { sdl: `${result.supergraphSdl.trimEnd()}\n`, supergraph, hints }
}

// As composition does it, but of the very object that operations are planned by afterwards: it takes the subgraphs apart once.
function checkSatisfiability(supergraph: Supergraph): ReturnType<typeof validateGraphComposition> {
  return validateGraphComposition(
    supergraph.schema,
    supergraph.subgraphNameToGraphEnumValue(),
    buildSupergraphAPIQueryGraph(supergraph),
    buildFederatedQueryGraph(supergraph, false),
  )
}

const built = new WeakMap<SubgraphSdl, Subgraph>()

// Composing reads a subgraph and changes nothing in it, so that one that is the same on both sides is built and validated once.
function subgraphOf(sdl: SubgraphSdl): Subgraph {
  let subgraph = built.get(sdl)
  // Composition wants an address; that of a subgraph without one is a matter of the router's settings.
  if (!subgraph) built.set(sdl, (subgraph = buildSubgraph(sdl.name, sdl.url ?? '', documentOf(sdl))))
  return subgraph
}

/** The hints that composing without a look at satisfiability leaves out. */
export function hintsOfSatisfiability(supergraph: Supergraph, side: Side): CompositionProblem[] {
  const { hints = [] } = checkSatisfiability(supergraph)
  return hints.map((hint) => describeHint(hint, side))
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
