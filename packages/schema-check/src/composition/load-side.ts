import { errorCauses, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse } from 'graphql'
import { CheckFailure } from '../check-failure.ts'
import { readSupergraph, type SupergraphModel } from '../compare/supergraph-model.ts'
import type { CompositionProblem, Side } from '../result.ts'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import { composeSubgraphs, type Satisfiability } from './compose-subgraphs.ts'
import { applyContract, type Contract, MAIN } from './contract.ts'
import { hintFor } from './hint-for.ts'
import { markOneOf } from './mark-one-of.ts'

/** One side of the check, composed: what routers load, and what clients see of it in each variant (`main` and contracts). */
export type LoadedSide = {
  supergraph: string
  model: SupergraphModel
  /** Empty when the side is a published supergraph, which has no SDLs of subgraphs. */
  subgraphs: readonly SubgraphSdl[]
  hints: CompositionProblem[]
  variants: Map<string, Variant>
}

/** `supergraph` is what plans are made by, `schema` what clients see. */
export type Variant = { supergraph: Supergraph; schema: GraphQLSchema }

type Loaded = LoadedSide | { errors: CompositionProblem[] }

/** Composes the subgraphs, and cuts the contracts out of the whole. */
export function composeSide(
  sdls: SubgraphSdl[],
  contracts: readonly Contract[],
  side: Side,
  satisfiability: Satisfiability = 'checked',
): Loaded {
  const composed = composeSubgraphs(sdls, side, satisfiability)
  if ('errors' in composed) return composed
  const { sdl, supergraph, hints } = composed
  return complete({ side, supergraph: sdl, subgraphs: sdls, hints, main: toVariant(supergraph), contracts })
}

/** Loads a supergraph that was composed elsewhere. */
export function loadPublished(supergraph: string, file: string, contracts: readonly Contract[]): Loaded {
  let main: Variant
  try {
    main = loadVariant(supergraph)
  } catch (error) {
    throw new CheckFailure(
      `${file} is no supergraph that can be loaded: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return complete({ side: 'base', supergraph, subgraphs: [], hints: [], main, contracts })
}

function complete(loaded: {
  side: Side
  supergraph: string
  subgraphs: readonly SubgraphSdl[]
  hints: CompositionProblem[]
  main: Variant
  contracts: readonly Contract[]
}): Loaded {
  const { side, supergraph, subgraphs, hints, main, contracts } = loaded
  const document = parse(supergraph, { noLocation: true })
  const variants = new Map<string, Variant>([[MAIN, main]])
  const errors: CompositionProblem[] = []
  for (const contract of contracts) {
    const cut = cutContract(document, contract)
    if ('errors' in cut) errors.push(...cut.errors)
    else variants.set(contract.name, cut)
  }
  // A contract hides fields, and changes none: the main variant's problems are all.
  for (const { schema } of variants.values()) {
    const problems = markOneOf(schema, subgraphs, side)
    if (schema === main.schema) errors.push(...problems)
  }
  return errors.length > 0 ? { errors } : { supergraph, model: readSupergraph(document), subgraphs, hints, variants }
}

function cutContract(document: DocumentNode, contract: Contract): Variant | { errors: CompositionProblem[] } {
  try {
    return loadVariant(applyContract(document, contract))
  } catch (error) {
    const causes = error instanceof Error ? (errorCauses(error) ?? [error]) : []
    if (causes.length === 0) throw error
    return {
      errors: causes.map((cause) => {
        const { code } = (cause as Partial<GraphQLError>).extensions ?? {}
        const known = typeof code === 'string' ? code : 'GRAPHQL_ERROR'
        return { code: known, message: cause.message, contract: contract.name, places: [], hint: hintFor(known) }
      }),
    }
  }
}

function loadVariant(supergraph: string): Variant {
  return toVariant(
    Supergraph.build(supergraph, {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
      validateSupergraph: true,
    }),
  )
}

function toVariant(supergraph: Supergraph): Variant {
  return { supergraph, schema: supergraph.apiSchema().toGraphQLJSSchema() }
}
