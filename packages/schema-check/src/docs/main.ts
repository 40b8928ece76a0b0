import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CheckFailure } from '../check-failure.ts'
import { composeHead } from '../composition/compose-head.ts'
import { MAIN } from '../composition/contract.ts'
import { readOptions } from '../options.ts'
import { runProgram } from '../run-program.ts'
import { schemaDocs } from './schema-docs.ts'

const USAGE = `supergraph-docs [--config rover.yaml] [--out schema/generated/schema.html] [--title <text>]

Writes the documentation of the API that the subgraphs compose to, as one HTML page.
`

await runProgram(async () => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      config: text,
      out: { ...text, default: 'schema/generated/schema.html' },
      title: { ...text, default: 'The API' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) process.stdout.write(USAGE)
  else await write(values)
})

async function write({
  config,
  out,
  title,
}: {
  config?: string | undefined
  out: string
  title: string
}): Promise<void> {
  const options = readOptions(config === undefined ? [] : ['--config', config], process.cwd(), process.env)
  if (options === 'help') return
  const { head } = await composeHead(options.settings)
  const api = head.variants.get(MAIN)
  if (!api) throw new CheckFailure('There is nothing to document.')
  const file = resolve(out)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, schemaDocs(api.schema, head.model, title))
  process.stdout.write(`wrote ${relative(process.cwd(), file)}\n`)
}
