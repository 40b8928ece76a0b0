import { runSubgraph } from '@shop/subgraph/run-subgraph'
import { readConfig } from './config.ts'
import { createSubgraph } from './subgraph.ts'

await runSubgraph(process, {
  name: 'inventory',
  defaultPort: 4004,
  migrations: new URL('../../../prisma/inventory/migrations', import.meta.url),
  readConfig,
  createSubgraph,
})
