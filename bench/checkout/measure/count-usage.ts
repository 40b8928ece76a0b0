// Loaded into every process of the shop (node --import): counts the SQL statements that it sends, by database, and says so together
// with its CPU time whenever it gets SIGWINCH, which nobody else listens to and which ends nobody. A BEGIN and a COMMIT are statements too. What the sandbox provider sends to its own
// books is counted as its own: it stands for another company.
import { renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type pgPackage from 'pg'

/** The one that the program uses: Vendure has another than we. */
const pg = createRequire(process.argv[1] ?? import.meta.filename)('pg') as typeof pgPackage

const folder = process.env['CHECKOUT_USAGE_FOLDER']
if (!folder) throw new Error('CHECKOUT_USAGE_FOLDER is missing')
const file = join(folder, `${process.pid}.json`)
const statements: Record<string, number> = {}
const texts: Record<string, number> = {}
const keepsTexts = process.env['CHECKOUT_STATEMENTS'] === 'true'

type Connection = pgPackage.Client & { connectionParameters?: { application_name?: string }; database?: string }

const query = pg.Client.prototype.query
pg.Client.prototype.query = function counted(this: Connection, ...parameters: unknown[]) {
  const owner = this.connectionParameters?.application_name || (this.database ?? 'unknown')
  statements[owner] = (statements[owner] ?? 0) + 1
  if (keepsTexts) {
    const [first] = parameters
    const text = typeof first === 'string' ? first : String((first as { text?: unknown } | null)?.text)
    const key = `${owner}: ${text.replaceAll(/\s+/g, ' ').slice(0, 160)}`
    texts[key] = (texts[key] ?? 0) + 1
  }
  return Reflect.apply(query, this, parameters) as never
}

function tell(): void {
  const { user, system } = process.cpuUsage()
  const report = { pid: process.pid, at: Date.now(), cpuSeconds: (user + system) / 1e6, statements, texts }
  // Whoever reads it never sees a half of it.
  writeFileSync(`${file}.new`, JSON.stringify(report))
  renameSync(`${file}.new`, file)
}

process.on('SIGWINCH', tell)
tell()
