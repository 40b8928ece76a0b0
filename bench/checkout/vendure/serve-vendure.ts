import { rivalFolder } from '@shop/bench-measure/rival-packages'
import { startEmbeddedPostgres } from '@shop/postgres/embedded'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

// Vendure with all that it needs, in one tree of processes: PostgreSQL, its server and its worker. Says where its endpoint is.

const [dataFolder = ''] = process.argv.slice(2)
// Others may pass, which PostgreSQL's own user needs when we are root.
mkdirSync(dataFolder, { recursive: true, mode: 0o711 })
const postgres = await startEmbeddedPostgres({ dataFolder: join(dataFolder, 'postgres') })
const admin = new pg.Client(postgres.superuserUrl)
await admin.connect()
await admin.query('CREATE DATABASE vendure')
await admin.end()

const environment = {
  ...process.env,
  NODE_ENV: 'production',
  // It would tell its makers what it is used for.
  VENDURE_DISABLE_TELEMETRY: 'true',
  VENDURE_DATABASE_URL: postgres.databaseUrl('vendure'),
  VENDURE_PASSWORD: randomBytes(16).toString('base64url'),
}
let stopping = false
await once(start('populate.mjs'), 'exit')
const running = [start('server.mjs'), start('worker.mjs')]
const [url] = await Promise.all(running.map(firstMessage))
process.once('SIGTERM', () => {
  stop().catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
console.log(`${String(url)}/shop-api`)

/** With the larger young generation that our own processes have. */
function start(program: string): ChildProcess {
  const command = [
    '--max-semi-space-size=64',
    '--disable-warning=DeprecationWarning',
    join(rivalFolder('vendure'), program),
  ]
  const child = spawn(process.execPath, command, { env: environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.once('exit', (code, signal) => {
    if (code === 0 || stopping) return
    console.error(`Vendure's ${program} ended with ${signal ?? code}.`)
    process.exit(1)
  })
  return child
}

/** What a process says when it has started: the server its address. */
async function firstMessage(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as unknown[]
  return message
}

async function stop(): Promise<void> {
  stopping = true
  const ended = running.map((child) => once(child, 'exit'))
  for (const child of running) child.kill('SIGTERM')
  await Promise.all(ended)
  await postgres.stop()
  process.exit(0)
}
