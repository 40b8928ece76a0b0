// Checks the operations of our clients (schema/operations/<client>/*.graphql) against schema/api.graphql and writes
// schema/operations/manifest.json, which a router serves them by: `npm run operations`. With --check it writes nothing and
// fails when the committed manifest is stale.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSchema, Kind, parse, print, validate } from 'graphql'
import type { GraphQLSchema } from 'graphql'

const root = join(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    schema: { type: 'string', default: join(import.meta.dirname, 'api.graphql') },
    operations: { type: 'string', default: join(import.meta.dirname, 'operations') },
    check: { type: 'boolean', default: false },
  },
})

/** One entry of a manifest, in the format of Apollo's generate-persisted-query-manifest: `id` is the SHA-256 of `body`. */
type ManifestOperation = { id: string; name: string; type: string; body: string }

const problems: string[] = []
const schema = buildSchema(readFileSync(options.schema, 'utf8'))
const files = globSync('*/*.graphql', { cwd: options.operations }).toSorted()
const operations = files.flatMap((file) => readOperation(file, schema))
if (files.length === 0) problems.push(`${options.operations}: there are no operations`)
findRepeatedNames(operations)

if (problems.length > 0) {
  console.error(`These operations cannot be published:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  process.exitCode = 1
} else {
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations }
  store(join(options.operations, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

function readOperation(file: string, schema: GraphQLSchema): ManifestOperation[] {
  try {
    const document = parse(readFileSync(join(options.operations, file), 'utf8'))
    const errors = validate(schema, document)
    for (const { message, locations } of errors) problems.push(`${file}:${locations?.[0]?.line ?? 1}: ${message}`)
    const found = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION)
    const [operation] = found
    if (found.length !== 1 || !operation?.name) {
      problems.push(`${file}: a file has one operation, with a name`)
      return []
    }
    // Without comments and own spacing: the text that a client's build prints, and that its hash is of.
    const body = print(document)
    const id = createHash('sha256').update(body).digest('hex')
    return [{ id, name: operation.name.value, type: operation.operation, body }]
  } catch (error) {
    problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

/** Names are what the log and the metrics know an operation by. */
function findRepeatedNames(all: readonly ManifestOperation[]): void {
  const names = new Set<string>()
  for (const { name } of all) {
    if (names.has(name)) problems.push(`${name}: two operations have this name`)
    names.add(name)
  }
}

function store(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  if (options.check) {
    console.error(`${relative(root, file)} is stale; run: npm run operations`)
    process.exitCode = 1
  } else {
    writeFileSync(file, text)
    console.log(`wrote ${relative(root, file)}`)
  }
}
