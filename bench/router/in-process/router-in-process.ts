import { createRouter } from '@shop/router/router'
import { readSettings } from '@shop/router/settings'
import type { SubgraphTransport } from '@shop/router/subgraphs/transport'
import { pino } from 'pino'
import { subgraphNames } from '../graph/subgraphs.ts'
import type { SubgraphName } from '../graph/subgraphs.ts'
import { compileSubgraph } from './compiled-subgraph.ts'

// Our router with the subgraphs of the benchmark in its own process, by the flags of `router/src/main.ts`.

const { supergraph, settings } = readSettings(process.argv.slice(2), process.env)
const log = pino({ name: 'router', level: settings.logLevel })
const subgraphs = Object.fromEntries(subgraphNames.map((name) => [name, transportOf(name)]))
const router = createRouter({ supergraph, settings, subgraphs, log })
process.once('SIGTERM', () => {
  router.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.fatal({ err: error }, 'the router did not stop cleanly')
      process.exit(1)
    },
  )
})
await router.listen()

function transportOf(name: SubgraphName): SubgraphTransport {
  const subgraph = compileSubgraph(name)
  return {
    execute: subgraph.answer,
    subscribe: () => Promise.reject(new Error('The benchmark has no subscriptions.')),
  }
}
