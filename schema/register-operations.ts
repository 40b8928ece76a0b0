// Writes down what a version of a client asks, when it is released: `npm run schema:register -- --client web --version 1.4.0`.
// The router goes on serving it from the manifest, and the schema check goes on holding changes against it, whatever the
// files say later, until the version is given up: --retire.
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { readClientOperations, registerVersion, retireVersion } from './clients/client-operations.ts'
import { writeManifest } from './clients/write-manifest.ts'

const { values: options } = parseArgs({
  options: {
    client: { type: 'string' },
    version: { type: 'string' },
    retire: { type: 'boolean', default: false },
    operations: { type: 'string', default: join(import.meta.dirname, 'operations') },
  },
})

try {
  const { client, version, retire, operations: folder } = options
  if (!client || !version) throw new Error('Say which client and version: --client web --version 1.4.0')
  const problems: string[] = []
  const operations = readClientOperations(folder, client, problems)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  if (operations.length === 0 && !retire) throw new Error(`${client} has no operations in ${folder}.`)
  const file = retire
    ? retireVersion(folder, client, version)
    : registerVersion(folder, { client, version, operations })
  console.log(`${retire ? 'removed' : 'wrote'} ${relative(process.cwd(), file)}`)
  if (writeManifest(folder)) console.log(`wrote ${relative(process.cwd(), join(folder, 'manifest.json'))}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
