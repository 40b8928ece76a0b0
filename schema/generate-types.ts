// Writes subgraphs/<name>/src/generated/graphql.ts, the resolver types of each SDL in this folder.
// `npm run types` (also run by the bootstrap); `--check` fails when a file differs from what would be written.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { resolverTypes } from './resolver-types.ts'

const root = join(import.meta.dirname, '..')
const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const notSubgraphs = new Set(['supergraph', 'api'])

let stale = 0
for (const file of globSync('*.graphql', { cwd: import.meta.dirname }).toSorted()) {
  const name = basename(file, '.graphql')
  if (notSubgraphs.has(name)) continue
  const source = join(root, 'subgraphs', name, 'src')
  const mappers = join(source, 'mappers.ts')
  const output = join(source, 'generated', 'graphql.ts')
  const text = await resolverTypes(
    readFileSync(join(import.meta.dirname, file), 'utf8'),
    existsSync(mappers) ? readFileSync(mappers, 'utf8') : '',
  )
  if (existsSync(output) && readFileSync(output, 'utf8') === text) continue
  if (options.check) {
    console.error(`${relative(root, output)} is stale; run: npm run types`)
    stale++
    continue
  }
  mkdirSync(dirname(output), { recursive: true })
  writeFileSync(output, text)
}
process.exitCode = stale === 0 ? 0 : 1
