import { startEmbeddedPostgres } from '@shop/postgres/embedded'
import { databaseVariable, readDatabaseUrls, subgraphNames } from '@shop/prisma/databases'
import { seedDatabases } from '@shop/prisma/seed-databases'
import { join } from 'node:path'
import { chooseDataFolder, makeDataFolder } from './data-folder.ts'
import { exitWithReason } from './exit-with-reason.ts'
import { readOptions } from './options.ts'

const USAGE = `npm run seed -- [--scale <n>] [--data <dir>]

Fills empty databases with demo data: n times (1 to 1,000) about 500 products and 1,000 users. The databases are those of
${subgraphNames.map(databaseVariable).join(', ')},
or, when none of these is set, those of the standalone shop, which must not be running (npm run reset empties them).
`

async function fill(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options.help) {
    console.log(USAGE)
    return
  }
  const given = readDatabaseUrls(process.env)
  if (given) {
    await seedDatabases(given, options.scale)
    return
  }
  const { path } = chooseDataFolder(options.dataFolder, process.env)
  makeDataFolder(path)
  const postgres = await startEmbeddedPostgres({ dataFolder: join(path, 'postgres'), log: (line) => console.log(line) })
  try {
    await seedDatabases((name) => postgres.databaseUrl(name), options.scale)
  } finally {
    await postgres.stop()
  }
}

await fill().catch(exitWithReason)
