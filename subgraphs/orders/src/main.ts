import { runSubgraph } from '@shop/subgraph/run-subgraph'
import { readConfig } from './config.ts'
import { createSubgraph } from './subgraph.ts'

await runSubgraph(process, {
  name: 'orders',
  defaultPort: 4003,
  migrations: new URL('../../../prisma/orders/migrations', import.meta.url),
  readConfig,
  createSubgraph,
})
