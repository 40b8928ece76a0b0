import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSchema, type GraphQLSchema } from 'graphql'
import { CheckFailure } from '../check-failure.ts'
import { readFromDisk } from '../sources/read-subgraphs.ts'
import { readTraffic } from '../traffic/read-traffic.ts'
import { runProgram } from '../run-program.ts'
import { fetchRecording, isRemote } from './fetch-recording.ts'
import { printUsage } from './print-usage.ts'
import { summarizeUsage } from './summarize-usage.ts'

const USAGE = `supergraph-traffic [--from <source>] [options]

Says who asks what, from what routers have recorded.

  --from <source>    folder or file, redis:// or postgres:// URL; may be repeated (.data/traffic)
  --schema <file>    the API (schema/api.graphql)
  --client <name>    of this client only
  --most <number>    how many operations and fields are listed (20)
  --fields           every field that is asked for, with its clients
  --unused           every field that nobody asks for
  --out <folder>     fetch what is in Redis or PostgreSQL into files, which the schema check can read
  --format <name>    text or json (text)
`

await runProgram(async () => {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    options: {
      from: { ...text, multiple: true, default: ['.data/traffic'] },
      schema: { ...text, default: 'schema/api.graphql' },
      client: text,
      most: { ...text, default: '20' },
      fields: flag,
      unused: flag,
      out: text,
      format: { ...text, default: 'text' },
      help: flag,
    },
  })
  if (values.help) process.stdout.write(USAGE)
  else await run(values)
})

type Given = {
  from: string[]
  schema: string
  client?: string | undefined
  most: string
  fields: boolean
  unused: boolean
  out?: string | undefined
  format: string
}

async function run({ from, schema, client, most, fields, unused, out, format }: Given): Promise<void> {
  if (!/^\d{1,9}$/.test(most)) throw new CheckFailure(`--most is a whole number, not ${most}`)
  if (format !== 'text' && format !== 'json') throw new CheckFailure(`--format is text or json, not ${format}`)
  const fetched = mkdtempSync(join(tmpdir(), 'supergraph-traffic-'))
  try {
    const remote = from.filter(isRemote)
    const folder = out ?? fetched
    for (const source of remote) await fetchRecording(source, folder)
    const local = from.filter((source) => !isRemote(source))
    const missing = local.find((path) => !existsSync(path))
    if (missing)
      throw new CheckFailure(`${missing} is not there: does a router record (TRAFFIC), and has it written yet?`)
    const traffic = readTraffic([...local, ...(remote.length > 0 ? [folder] : [])])
    const ofClient =
      client === undefined
        ? traffic.operations
        : traffic.operations.flatMap((operation) => {
            const uses = operation.uses.filter(({ clientName }) => clientName === client)
            return uses.length > 0 ? [{ ...operation, uses }] : []
          })
    const summary = summarizeUsage(ofClient, readSchema(schema))
    process.stdout.write(printUsage(summary, { most: Number(most), fields, unused, json: format === 'json' }))
    if (traffic.unreadableLines > 0) process.stderr.write(`${traffic.unreadableLines} lines could not be read.\n`)
    if (traffic.notRecorded > 0) {
      process.stderr.write(
        `Routers left ${traffic.notRecorded} requests out: more different operations than TRAFFIC_ROWS.\n`,
      )
    }
  } finally {
    rmSync(fetched, { recursive: true })
  }
}

function readSchema(file: string): GraphQLSchema {
  const text = readFromDisk([file]).get(file) ?? null
  if (text === null) throw new CheckFailure(`${file}, the API, is not there`)
  try {
    return buildSchema(text)
  } catch (error) {
    throw new CheckFailure(`${file} is no API's schema: ${error instanceof Error ? error.message : String(error)}`)
  }
}
