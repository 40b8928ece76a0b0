import { parseArgs } from 'node:util'
import { seedAll } from './seed-all.ts'
import { databaseVariable, subgraphNames } from './databases.ts'

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1' }, help: { type: 'boolean', default: false } } })
const scale = Number(values.scale)
if (values.help || !Number.isInteger(scale) || scale < 1 || scale > 1_000) {
  console.log(`npm run seed -- --scale <1 to 1000>

Fills the five databases with demo data, each only when it is empty. Without ${databaseVariable('users')} and its
like, the databases of the standalone shop are filled; stop the shop first.`)
  process.exit(values.help ? 0 : 1)
}

const missing = subgraphNames.filter((name) => process.env[databaseVariable(name)] === undefined)
if (missing.length > 0) throw new Error(`not set: ${missing.map(databaseVariable).join(', ')}`)
await seedAll((name) => process.env[databaseVariable(name)] ?? '', { scale, log: (line) => console.log(line) })
