import { createHash } from 'node:crypto'
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import type { Schema } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import { openSource } from './supergraph-source.ts'
import type { SourceSettings, SupergraphSource } from './supergraph-source.ts'

/** A supergraph that was checked and is ready to serve. */
export type LoadedSupergraph = {
  sdl: string
  /** First 12 hexadecimal digits of the SHA-256 of the SDL: what the log calls it. */
  version: string
  subgraphs: readonly { name: string; url: string }[]
  /** What clients see, in the planner's terms and in those of graphql-js. */
  apiSchema: Schema
  clientSchema: GraphQLSchema
  /** With everything that only subgraphs see. */
  supergraphSchema: GraphQLSchema
  planner: QueryPlanner
}

/**
 * Ways to one field that the planner may hold at the same time. It has no limit of its own, and interface objects with
 * fields that require each other multiply them: half a kilobyte of query could fill the memory.
 */
const DEFAULT_PATHS = 1000

/** Called before a new supergraph becomes the current one. Throwing refuses it, and the old one stays. */
export type SwapListener = (next: LoadedSupergraph) => void

/** Gets ready for a supergraph that will be served when this resolves. It must not reject, and ends early when told to. */
export type WarmUp = (next: LoadedSupergraph, signal: AbortSignal) => Promise<void>

export type SupergraphFeed = {
  current(): LoadedSupergraph
  onSwap(listener: SwapListener): void
  /** Called when a new supergraph is the current one. */
  onSwapped(listener: () => void): void
  /** Called before every swap, which waits for it. */
  warmBy(warmUp: WarmUp): void
  /** How many supergraphs came after the first one. */
  history(): { swapped: number; refused: number }
  stop(): void
}

/** Builds everything that serving needs. Throws when the SDL is not a supergraph. */
export function loadSupergraph(sdl: string, planPaths = DEFAULT_PATHS): LoadedSupergraph {
  const supergraph = Supergraph.build(sdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    validateSupergraph: true,
  })
  const apiSchema = supergraph.apiSchema()
  return {
    sdl,
    version: createHash('sha256').update(sdl).digest('hex').slice(0, 12),
    subgraphs: supergraph.subgraphsMetadata(),
    apiSchema,
    clientSchema: apiSchema.toGraphQLJSSchema(),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    // With fragments spelled out a fetch can be merged with others.
    planner: new QueryPlanner(supergraph, { reuseQueryFragments: false, debug: { pathsLimit: planPaths } }),
  }
}

/** Loads the supergraph (rejects when it cannot) and follows its source from then on. */
export async function openSupergraph(
  source: SupergraphSource,
  { log, settings }: { log: Logger; settings: SourceSettings & { maxPlanPaths: number } },
): Promise<SupergraphFeed> {
  const opened = openSource(source, settings)
  const listeners: SwapListener[] = []
  const afterwards: (() => void)[] = []
  let warmUp: WarmUp = async () => {}
  const stopping = new AbortController()
  const history = { swapped: 0, refused: 0 }
  let current: LoadedSupergraph
  try {
    current = loadSupergraph((await opened.read()) ?? '', settings.maxPlanPaths)
  } catch (error) {
    opened.close()
    throw error
  }

  async function refresh(): Promise<void> {
    try {
      const sdl = await opened.read()
      if (sdl === null || sdl === current.sdl) return
      const next = loadSupergraph(sdl, settings.maxPlanPaths)
      await warmUp(next, stopping.signal)
      if (stopping.signal.aborted) return
      for (const listener of listeners) listener(next)
      log.info({ from: current.version, to: next.version }, 'supergraph swapped')
      current = next
      history.swapped += 1
      for (const listener of afterwards) listener()
    } catch (error) {
      history.refused += 1
      log.error({ err: error, version: current.version, source: opened.name }, 'supergraph refused, the old one stays')
    }
  }

  // One refresh at a time: two overlapping reads could otherwise put the older text last.
  let refreshing = Promise.resolve()
  const stopWatching = opened.watch(() => {
    refreshing = refreshing.then(refresh)
  })

  log.info({ version: current.version, source: opened.name }, 'supergraph loaded')
  return {
    current: () => current,
    onSwap: (listener) => void listeners.push(listener),
    onSwapped: (listener) => void afterwards.push(listener),
    warmBy(next) {
      warmUp = next
    },
    history: () => history,
    stop() {
      stopWatching()
      opened.close()
      stopping.abort()
    },
  }
}
