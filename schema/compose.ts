// Composes the subgraphs of rover.yaml into schema/supergraph.graphql and schema/api.graphql: `npm run schema:compose`.
// With --check it writes nothing and fails when the committed files are not what the subgraphs compose to.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { composeSubgraphs, printProblem } from '@shop/schema-check/composition/compose-subgraphs'
import { readFromDisk, readSubgraphs } from '@shop/schema-check/sources/read-subgraphs'
import { parseRoverConfig } from '@shop/schema-check/sources/rover-config'
import { printSchema } from 'graphql'

const root = join(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    config: { type: 'string', default: join(root, 'rover.yaml') },
    out: { type: 'string', default: import.meta.dirname },
    check: { type: 'boolean', default: false },
  },
})

try {
  const configFile = resolve(options.config)
  const { subgraphs } = parseRoverConfig(readFileSync(configFile, 'utf8'), configFile, process.env)
  const sdls = await readSubgraphs(subgraphs, { configFile, root, readFiles: readFromDisk })
  const composition = composeSubgraphs(sdls, 'head')
  if ('errors' in composition) {
    console.error(
      `The subgraphs do not compose:\n${composition.errors.map((one) => `  ${printProblem(one)}`).join('\n')}`,
    )
    process.exitCode = 1
  } else {
    const { sdl, supergraph } = composition
    store(join(options.out, 'supergraph.graphql'), sdl)
    store(join(options.out, 'api.graphql'), `${printSchema(supergraph.apiSchema().toGraphQLJSSchema())}\n`)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function store(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  if (options.check) {
    console.error(`${relative(root, file)} is stale; run: npm run schema:compose`)
    process.exitCode = 1
  } else {
    writeFileSync(file, text)
    console.log(`wrote ${relative(root, file)}`)
  }
}
