import { NODE_FLAGS } from '@shop/bench-measure/command'
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
const running = new Set<ChildProcess>()
let stopping = false
const starting = startEmbeddedPostgres({ dataFolder: join(dataFolder, 'postgres') })
process.once('SIGTERM', () => {
  stop().catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
try {
  const environment = environmentOf(await prepareDatabase())
  await once(start('populate.mjs', environment), 'exit')
  const [url] = await Promise.all(
    ['server.mjs', 'worker.mjs'].map((program) => firstMessage(start(program, environment))),
  )
  console.log(`${String(url)}/shop-api`)
} catch (error) {
  // In the middle of the start, with the database on its way down.
  if (!stopping) throw error
}

async function prepareDatabase(): Promise<string> {
  const postgres = await starting
  const admin = new pg.Client(postgres.superuserUrl)
  await admin.connect()
  await admin.query('CREATE DATABASE vendure')
  await admin.end()
  return postgres.databaseUrl('vendure')
}

function environmentOf(databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: 'production',
    // It would tell its makers what it is used for.
    VENDURE_DISABLE_TELEMETRY: 'true',
    VENDURE_DATABASE_URL: databaseUrl,
    VENDURE_PASSWORD: randomBytes(16).toString('base64url'),
  }
}

/** With the larger young generation that our own processes have. */
function start(program: string, environment: NodeJS.ProcessEnv): ChildProcess {
  if (stopping) throw new Error('Vendure is being stopped.')
  const command = [...NODE_FLAGS, '--disable-warning=DeprecationWarning', join(rivalFolder('vendure'), program)]
  const child = spawn(process.execPath, command, { env: environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  running.add(child)
  child.once('exit', (code, signal) => {
    running.delete(child)
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
  const ended = [...running].map((child) => once(child, 'exit'))
  for (const child of running) child.kill('SIGTERM')
  await Promise.all(ended)
  await (await starting).stop()
  process.exit(0)
}
