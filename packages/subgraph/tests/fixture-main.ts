import { runSubgraph } from '../src/run-subgraph.ts'
import { integerSetting, readSettings } from '../src/settings.ts'
import { createFixture } from './fixture-subgraph.ts'

// A process as subgraphs have it, started by run-subgraph.test.ts. CRASH_AFTER_MS throws where nobody catches.
await runSubgraph(process, {
  name: 'fixture',
  defaultPort: 0,
  migrations: new URL('migrations', import.meta.url),
  readConfig: (environment) => readSettings(environment, { CRASH_AFTER_MS: integerSetting(0, 10_000).default(0) }),
  createSubgraph: async (config, { verifyToken, log }) => {
    if (config.CRASH_AFTER_MS > 0) {
      setTimeout(() => {
        throw new Error('nobody expected this')
      }, config.CRASH_AFTER_MS)
    }
    return createFixture({ verifyToken, log }).subgraph
  },
})
