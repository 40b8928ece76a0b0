import { print } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { pino } from 'pino'
import { createRouter } from '../../src/router.ts'
import type { RouterSettings } from '../../src/settings.ts'
import { loadSupergraph } from '../../src/supergraph.ts'
import type { FixtureSubgraph } from '../fixture/fixture-subgraph.ts'
import { compose } from '../fixture/start-graph.ts'
import type { Operation } from './generate-operation.ts'
import { headersOf } from './weather.ts'
import type { Forecast } from './weather.ts'

export type AnsweredError = {
  message: string
  path?: (string | number)[]
  extensions?: { code?: string; serviceName?: string }
}
/** `dataText` is the JSON text of `data`: it shows the order of the keys. */
export type Answer = {
  status: number
  data: unknown
  dataText: string
  errors: AnsweredError[]
  extensions: { valueCompletion?: AnsweredError[] }
}
export type Engine = 'compiled' | 'apollo'
export type Answers = Record<Engine, Answer>

/** Two routers over one supergraph, each with its own set of the same subgraphs. */
export type Pair = {
  schema: GraphQLSchema
  subgraphs: readonly string[]
  ask(operation: Operation, forecast: Forecast): Promise<Answers>
  stop(): Promise<void>
}

export const UNLIMITED: Partial<RouterSettings> = {
  port: 0,
  host: '127.0.0.1',
  bodyLimit: 1 << 24,
  maxTokens: 1_000_000,
  maxDepth: 1000,
  maxRootFields: 1000,
  maxFields: 100_000,
  maxAliases: 100_000,
  maxDirectives: 100_000,
  maxVariables: 10_000,
  maxCost: 1 << 30,
  // Messages are the stubs' own: what differs in them differs in what was asked.
  maskErrors: false,
}

/** `createSubgraphs` is called for each router. Without `supergraph` it is composed from what they are. */
export async function startPair(
  createSubgraphs: (engine: Engine) => readonly FixtureSubgraph[],
  supergraph?: string,
): Promise<Pair> {
  const made = createSubgraphs('compiled')
  const sdl = supergraph ?? compose([...made])
  const start = async (engine: Engine) => {
    const subgraphs = Object.fromEntries(createSubgraphs(engine).map((one) => [one.name, one]))
    const settings = { ...UNLIMITED, engine } as Partial<RouterSettings>
    const router = createRouter({ supergraph: sdl, subgraphs, settings, log: pino({ level: 'silent' }) })
    const { url } = await router.listen()
    return { url: `${url}/graphql`, router }
  }
  const [compiled, apollo] = await Promise.all([start('compiled'), start('apollo')])
  let runs = 0
  return {
    schema: loadSupergraph(sdl).clientSchema,
    subgraphs: made.map(({ name }) => name),
    async ask({ document, variables }, forecast) {
      runs += 1
      const body = JSON.stringify({ query: print(document), variables })
      const headers = { 'content-type': 'application/json', ...headersOf(forecast, String(runs)) }
      const [ours, theirs] = await Promise.all([post(compiled.url, body, headers), post(apollo.url, body, headers)])
      return { compiled: ours, apollo: theirs }
    },
    async stop() {
      await Promise.all([compiled.router.stop(), apollo.router.stop()])
    },
  }
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body, headers })
  const answer = (await response.json()) as Partial<Answer>
  const { data = null, errors = [], extensions = {} } = answer
  return { status: response.status, data, dataText: JSON.stringify(data), errors, extensions }
}
