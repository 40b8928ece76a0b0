import { removeEmbeddedData } from '@shop/postgres/embedded'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chooseDataFolder } from './data-folder.ts'
import { exitWithReason } from './exit-with-reason.ts'

const USAGE = `npm run reset -- [--data <dir>]

Removes the databases and keys that starts of the shop have made in the folder (default .data, or DATA_FOLDER), of both topologies.
Refuses while a shop runs on it.
`

async function reset(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, help: { type: 'boolean', default: false } } })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const { path } = chooseDataFolder(values.data, process.env)
  // Throws when a shop runs on it. Only what starts of the shop have made is removed, never the folder as a whole.
  for (const folder of [path, join(path, 'distributed')]) {
    await removeEmbeddedData(join(folder, 'postgres'), (line) => console.log(line))
    rmSync(join(folder, 'signing-key.json'), { force: true })
  }
  console.log(`${path} is empty; the next start makes new databases`)
}

await reset().catch(exitWithReason)
