// TypeScript for a front end: typed documents of schema/operations/<client>, by @graphql-codegen/client-preset.
// `npm run codegen -- --client web` writes schema/operations/web/generated, or where --out says. With --version 1.4.0 it
// registers the operations of that version in the same step, as `npm run schema:register` does.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSchema, validate } from 'graphql'
import { GENERATED, readClientOperations, registerVersion } from './clients/client-operations.ts'
import { typedDocuments } from './clients/typed-documents.ts'
import { writeManifest } from './clients/write-manifest.ts'

const { values: options } = parseArgs({
  options: {
    client: { type: 'string' },
    version: { type: 'string' },
    out: { type: 'string' },
    schema: { type: 'string', default: join(import.meta.dirname, 'api.graphql') },
    operations: { type: 'string', default: join(import.meta.dirname, 'operations') },
    'import-extension': { type: 'string', default: '.ts' },
  },
})

try {
  await generate()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function generate(): Promise<void> {
  const { client, version } = options
  const folders = readdirSync(options.operations, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const clients = folders.map(({ name }) => name).join(', ')
  if (!client) throw new Error(`Which client? --client is one of: ${clients}`)
  const problems: string[] = []
  const documents = readClientOperations(options.operations, client, problems)
  if (documents.length === 0 && problems.length === 0) {
    throw new Error(`${client} has no operations in ${options.operations}; there are those of ${clients}.`)
  }
  const api = readFileSync(options.schema, 'utf8')
  const schema = buildSchema(api)
  for (const { file, document } of documents) {
    for (const { message, locations } of validate(schema, document)) {
      problems.push(`${file}:${locations?.[0]?.line ?? 1}: ${message}`)
    }
  }
  if (problems.length > 0) throw new Error(`These operations do not fit the schema:\n${problems.join('\n')}`)

  const { files, operations } = await typedDocuments(api, documents, options['import-extension'])
  const out = options.out ?? join(options.operations, client, GENERATED)
  for (const { name, content } of files) {
    mkdirSync(dirname(join(out, name)), { recursive: true })
    writeFileSync(join(out, name), content)
  }
  console.log(`wrote ${operations.length} typed documents to ${relative(process.cwd(), out)}`)
  if (version === undefined) return
  const registered = registerVersion(options.operations, { client, version, operations })
  console.log(`registered ${client} ${version} in ${relative(process.cwd(), registered)}`)
  writeManifest(options.operations)
}
