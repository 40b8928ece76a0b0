import { findEmbeddedPostgres } from '@shop/postgres/embedded'
import { auditShop, type Finding } from '@shop/prisma/audit/audit-shop'
import { auditRules } from '@shop/prisma/audit/audit-rules'
import { databaseVariable, readDatabaseUrls, subgraphNames } from '@shop/prisma/databases'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chooseDataFolder } from './data-folder.ts'

const USAGE = `npm run audit -- [options]

Compares what the five databases say of orders, stock, money and events, and names every disagreement. The databases are those of
${subgraphNames.map(databaseVariable).join(', ')},
or, when none of these is set, those of the shop that runs on the data folder. Nothing is written.

  --data <dir>   data folder of the shop (default .data, or DATA_FOLDER)
  --at-rest      nothing is under way in this shop: no order, payment or parcel may be unfinished
  --wait <s>     look again for so long while something is found: what is on its way is gone by then (default 10)
  --json         the findings as JSON
  --help         this text

Ends with 0 when nothing is found, with 1 when something is, with 2 when it could not look.
`

/** The exit code. */
async function audit(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      'at-rest': { type: 'boolean', default: false },
      wait: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const waitMs = Number(values.wait) * 1_000
  if (values.wait.trim() === '' || !(waitMs >= 0 && waitMs <= 3_600_000)) {
    throw new Error(`--wait must be a number of seconds from 0 to 3600, not "${values.wait}"`)
  }
  const findings = await auditShop({ databaseUrl: findDatabases(values.data), atRest: values['at-rest'], waitMs })
  process.stdout.write(values.json ? `${JSON.stringify({ findings }, null, 2)}\n` : describe(findings))
  return findings.length === 0 ? 0 : 1
}

function findDatabases(asked: string | undefined): (name: string) => string {
  const given = readDatabaseUrls(process.env)
  if (given) return given
  const { path } = chooseDataFolder(asked, process.env)
  const running = [path, join(path, 'distributed')]
    .map((folder) => findEmbeddedPostgres(join(folder, 'postgres')))
    .filter((databaseUrl) => databaseUrl !== undefined)
  if (running.length > 1)
    throw new Error(`two shops run on ${path}: name the one meant with --data ${path}/distributed, or stop one`)
  if (!running[0]) throw new Error(`no shop runs on ${path}: start it (npm start), or set the five database addresses`)
  return running[0]
}

function describe(findings: readonly Finding[]): string {
  if (findings.length === 0) return `${auditRules.length} rules, nothing found\n`
  const lines = findings.map(({ rule, fault }) => `${rule}: ${fault}`)
  return `${lines.join('\n')}\n${findings.length} found\n`
}

try {
  process.exitCode = await audit()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
