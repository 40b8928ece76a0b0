// Checks the operations of our clients (schema/operations/<client>/*.graphql) against schema/api.graphql and writes
// schema/operations/manifest.json, which a router serves them by: `npm run operations`. With --check it writes nothing and
// fails when the committed manifest is stale.
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSchema, validate } from 'graphql'
import { readClientOperations } from './clients/client-operations.ts'
import { writeManifest } from './clients/write-manifest.ts'

const root = join(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    schema: { type: 'string', default: join(import.meta.dirname, 'api.graphql') },
    operations: { type: 'string', default: join(import.meta.dirname, 'operations') },
    check: { type: 'boolean', default: false },
  },
})

const problems: string[] = []
const schema = buildSchema(readFileSync(options.schema, 'utf8'))
const operations = readClientOperations(options.operations, null, problems)
if (operations.length === 0 && problems.length === 0) problems.push(`${options.operations}: there are no operations`)
for (const { file, document } of operations) {
  for (const { message, locations } of validate(schema, document)) {
    problems.push(`${file}:${locations?.[0]?.line ?? 1}: ${message}`)
  }
}
findRepeatedNames()

if (problems.length > 0) {
  console.error(`These operations cannot be published:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  process.exitCode = 1
} else if (writeManifest(options.operations, options.check)) {
  const file = relative(root, join(options.operations, 'manifest.json'))
  if (!options.check) console.log(`wrote ${file}`)
  else {
    console.error(`${file} is stale; run: npm run operations`)
    process.exitCode = 1
  }
}

/** Names are what the log and the metrics know an operation by. */
function findRepeatedNames(): void {
  const names = new Set<string>()
  for (const { name } of operations) {
    if (names.has(name)) problems.push(`${name}: two operations have this name`)
    names.add(name)
  }
}
