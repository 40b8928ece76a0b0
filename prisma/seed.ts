// Fills databases that are given by their addresses, as docker-compose.yml does. `npm run seed` is standalone/src/seed.ts.
import { parseArgs } from 'node:util'
import { databaseVariable, readDatabaseUrls, subgraphNames } from './databases.ts'
import { seedDatabases } from './seed-databases.ts'

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1' } } })
const scale = Number(values.scale)
if (!Number.isInteger(scale) || scale < 1 || scale > 1_000)
  throw new Error('--scale must be a whole number from 1 to 1000')
const given = readDatabaseUrls(process.env)
if (!given) throw new Error(`not set: ${subgraphNames.map(databaseVariable).join(', ')}`)
await seedDatabases(given, scale)
