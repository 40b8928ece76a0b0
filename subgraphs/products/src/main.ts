import { runSubgraph } from '@shop/subgraph/run-subgraph'
import { readConfig } from './config.ts'
import { createSubgraph } from './subgraph.ts'

await runSubgraph(process, {
  name: 'products',
  defaultPort: 4002,
  migrations: new URL('../../../prisma/products/migrations', import.meta.url),
  readConfig,
  createSubgraph,
})
