import { runSubgraph } from '@shop/subgraph/run-subgraph'
import { readConfig } from './config.ts'
import { createSubgraph } from './subgraph.ts'

await runSubgraph(process, {
  name: 'payments',
  defaultPort: 4005,
  migrations: new URL('../../../prisma/payments/migrations', import.meta.url),
  readConfig,
  createSubgraph,
})
