// Writes the five Prisma clients (git-ignored); every npm command does when a schema has changed. Calls the generator directly, in one
// process: its CLI needs an engine from another host, and about 1.2 s per schema (docs/decisions/0002).
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as generatorPackage from '@prisma/client-generator-ts'
import type * as internalsPackage from '@prisma/internals'
import { subgraphNames } from './databases.ts'

const require = createRequire(import.meta.url)

const outputFolder = (subgraph: string) =>
  join(import.meta.dirname, '..', 'subgraphs', subgraph, 'src', 'generated', 'prisma')

/**
 * Generates the client of one schema into the folder that its generator block names; answers false when the client there
 * already belongs to this schema and this version of the generator.
 */
export async function generateClient(schemaPath: string, output: string): Promise<boolean> {
  const stampFile = join(output, 'schema-hash')
  const stamp = createHash('sha256').update(readFileSync(schemaPath)).update(generatorVersion()).digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false

  // A run that is killed from here on must not look finished.
  rmSync(stampFile, { force: true })
  // Loaded only here, because it takes longer than finding out that there is nothing to do.
  const { getGenerators, loadSchemaContext } = require('@prisma/internals') as typeof internalsPackage
  const { PrismaClientTsGenerator } = require('@prisma/client-generator-ts') as typeof generatorPackage
  const generators = await getGenerators({
    schemaContext: await loadSchemaContext({ schemaPath: { cliProvidedPath: schemaPath }, printLoadMessage: false }),
    registry: { 'prisma-client': { type: 'in-process', generator: new PrismaClientTsGenerator() } },
    cliCommand: 'generate',
  })
  for (const generator of generators) {
    await generator.generate()
    generator.stop()
  }
  writeFileSync(stampFile, stamp)
  return true
}

function generatorVersion(): string {
  const packageFile = join(require.resolve('@prisma/client-generator-ts'), '..', '..', 'package.json')
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version
}

async function generateAll(): Promise<void> {
  const begin = performance.now()
  const generated: string[] = []
  for (const subgraph of subgraphNames) {
    const schemaPath = join(import.meta.dirname, subgraph, 'schema.prisma')
    if (!existsSync(schemaPath)) continue
    if (await generateClient(schemaPath, outputFolder(subgraph))) generated.push(subgraph)
  }
  const what = generated.length > 0 ? generated.join(', ') : 'nothing to do'
  process.stdout.write(`Prisma clients: ${what} (${Math.round(performance.now() - begin)} ms)\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await generateAll()
