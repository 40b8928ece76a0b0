import { runSubgraph } from '@shop/subgraph/run-subgraph'
import { readConfig } from './config.ts'
import { createSubgraph } from './subgraph.ts'

await runSubgraph(process, {
  name: 'users',
  defaultPort: 4001,
  migrations: new URL('../../../prisma/users/migrations', import.meta.url),
  readConfig,
  createSubgraph,
})
