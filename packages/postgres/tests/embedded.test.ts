import { removeEmbeddedData, startEmbeddedPostgres, type EmbeddedPostgres } from '@shop/postgres/embedded'
import { waitUntil } from '@shop/testkit/wait-until'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let dataFolder: string
let lines: string[]
const running = new Set<EmbeddedPostgres>()

beforeEach(() => {
  dataFolder = join(tmpdir(), `shop-test-embedded-${randomUUID()}`)
  lines = []
})

afterEach(async () => {
  await Promise.all([...running].map((server) => server.stop()))
  running.clear()
  await removeEmbeddedData(dataFolder)
})

async function start(options: { port?: number; signal?: AbortSignal } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataFolder, log: (line) => lines.push(line), ...options })
  running.add(server)
  return server
}

async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** The server then ends all of its connections, and goes on. */
async function crashOneProcess(server: EmbeddedPostgres): Promise<void> {
  const client = new pg.Client(server.superuserUrl)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const lost = new Promise((resolve) => client.on('error', resolve))
  process.kill(rows[0]!.pid, 'SIGKILL')
  await lost
}

function postmasterPid(server: { folder: string }): number {
  return Number(readFileSync(join(server.folder, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0])
}

describe('the embedded server', () => {
  test('keeps its data between starts', async () => {
    const first = await start()
    await query(first.superuserUrl, 'CREATE TABLE item AS SELECT 7 AS id')
    await first.stop()
    const second = await start()
    expect(await query(second.superuserUrl, 'SELECT id FROM item')).toEqual([{ id: 7 }])
  })

  test('speaks UTF-8, sorts by code point, and listens with a password on this machine only', async () => {
    const server = await start()
    const [row] = await query<Record<string, string>>(
      server.superuserUrl,
      `SELECT current_setting('server_encoding') AS encoding, datcollate, current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets, current_setting('fsync') AS fsync
         FROM pg_database WHERE datname = 'postgres'`,
    )
    // The folder of the socket is open to the server's user alone.
    const sockets = join(server.folder, 'cluster')
    expect(row).toEqual({ encoding: 'UTF8', datcollate: 'C', addresses: '127.0.0.1', sockets, fsync: 'on' })
    expect(new URL(server.superuserUrl).searchParams.get('host')).toBe(sockets)
    expect(statSync(sockets).mode & 0o077).toBe(0)
    const wrongPassword = server.superuserUrl.replace(/:[^:@]+@/, ':wrong@')
    await expect(query(wrongPassword, 'SELECT 1')).rejects.toThrow('password authentication failed')
  })

  test('stops in less than 2 s with a transaction open, and twice is as good as once', async () => {
    const server = await start()
    const client = new pg.Client(server.superuserUrl)
    client.on('error', () => undefined)
    await client.connect()
    await client.query('CREATE TABLE item (id int); BEGIN; INSERT INTO item SELECT generate_series(1, 10000)')
    const begin = performance.now()
    await Promise.all([server.stop(), server.stop()])
    expect(performance.now() - begin).toBeLessThan(2_000)
    await client.end()
  })

  test('takes another port when the wished one is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as { port: number }
    const server = await start({ port })
    expect(server.port).not.toBe(port)
    expect(lines).toContain(`port ${port} is taken; the database listens on ${server.port}`)
    blocker.close()
  })

  test('refuses a second start on the same folder, also after a process of the server has crashed, and the first goes on', async () => {
    const first = await start()
    const refusal = `is in use by another start (start by process ${process.pid})`
    await expect(start()).rejects.toThrow(refusal)
    await crashOneProcess(first)
    const claims = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted`
    await waitUntil(async () => (await query(first.superuserUrl, claims)).length === 1, { what: 'the claim' })
    await expect(start()).rejects.toThrow(refusal)
    expect(await query(first.superuserUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('of two starts at the same moment on an empty folder exactly one wins', async () => {
    const results = await Promise.allSettled([start(), start()])
    expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const rejected = results.find((result) => result.status === 'rejected')
    expect(String(rejected?.reason)).toMatch(/in use by another start|took over/)
  })

  test('a lock file with the id of a strange process does not stop it', async () => {
    const first = await start()
    const lockFile = join(first.folder, 'cluster', 'postmaster.pid')
    const text = readFileSync(lockFile, 'utf8')
    await first.stop()
    writeFileSync(lockFile, text.replace(/^\d+/, String(process.pid)))
    const second = await start()
    expect(await query(second.superuserUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(lines.join('\n')).toContain('removing the lock file of an earlier run')
  })

  test('an abort stops it', async () => {
    const controller = new AbortController()
    const server = await start({ signal: controller.signal })
    controller.abort()
    await waitUntil(() => query(server.superuserUrl, 'SELECT 1').then(() => false, isRefusal), {
      what: 'the server to end',
    })
    await expect(start({ signal: controller.signal })).rejects.toThrow('aborted')
  })

  test('says so when it ends without being told to', async () => {
    const server = await start()
    process.kill(postmasterPid(server), 'SIGKILL')
    await server.died
    expect(lines.at(-1)).toContain('ended unexpectedly (SIGKILL)')
  })
})

// Reads /proc to find the processes.
describe.skipIf(process.platform !== 'linux')('after a kill -9 of the process that started it', () => {
  test('the server goes away by itself, and every acknowledged row is there at the next start', async () => {
    const { child, acknowledged } = await startWriter()
    const pid = postmasterPid({ folder: await folderOf() })
    child.kill('SIGKILL')
    await waitUntil(() => !isRunning(pid), { what: 'the orphan to stop' })
    expect(await countRowsAfterStart()).toBeGreaterThanOrEqual(acknowledged())
  })

  test('an orphan that goes on, because its watchdog died too, is stopped by the next start', async () => {
    const { child, acknowledged } = await startWriter()
    const orphan = postmasterPid({ folder: await folderOf() })
    for (const pid of childrenOf(child.pid!)) if (pid !== orphan) process.kill(pid, 'SIGKILL')
    child.kill('SIGKILL')
    await waitUntil(() => child.signalCode)
    expect(isRunning(orphan)).toBe(true)
    expect(await countRowsAfterStart()).toBeGreaterThanOrEqual(acknowledged())
    expect(lines).toContain(`stopping the database server of an earlier run (process ${orphan})`)
    expect(isRunning(orphan)).toBe(false)
  })

  test('a server that was killed with it recovers', async () => {
    const { child, acknowledged } = await startWriter()
    process.kill(postmasterPid({ folder: await folderOf() }), 'SIGKILL')
    child.kill('SIGKILL')
    await waitUntil(() => child.signalCode)
    expect(await countRowsAfterStart()).toBeGreaterThanOrEqual(acknowledged())
  })

  test('in the middle of the very first start, the next one begins anew', async () => {
    const child = spawnWriter()
    await waitUntil(async () => readdirSync(await folderOf()).some((name) => name.startsWith('cluster-')), {
      intervalMs: 5,
    })
    child.kill('SIGKILL')
    await waitUntil(() => child.signalCode)
    const server = await start()
    expect(readdirSync(server.folder).filter((name) => name.startsWith('cluster'))).toEqual(['cluster'])
  })
})

/** May be one more than were acknowledged: the last answer may not have arrived any more. */
async function countRowsAfterStart(): Promise<number> {
  const server = await start()
  const [row] = await query<{ count: number }>(server.superuserUrl, 'SELECT count(*)::int AS count FROM item')
  return row!.count
}

function isRefusal(error: unknown): boolean {
  // Without the server its socket is gone, too.
  return error instanceof Error && 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT')
}

async function startWriter(): Promise<{ child: ChildProcess; acknowledged(): number }> {
  const child = spawnWriter()
  let last = 0
  child.stdout!.on('data', (chunk: Buffer) => {
    last = Number(chunk.toString().trimEnd().split('\n').at(-1)) || last
  })
  await waitUntil(() => last > 20, { what: 'twenty rows' })
  return { child, acknowledged: () => last }
}

function spawnWriter(): ChildProcess {
  const program = fileURLToPath(new URL('start-and-write.ts', import.meta.url))
  return spawn(process.execPath, [program, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function folderOf(): Promise<string> {
  return waitUntil(() => existsSync(dataFolder) && dataFolder, { intervalMs: 2, what: 'the data folder' })
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && statOf(pid)?.parent === parent)
}

/** A zombie does not count: in a container nobody may collect it. */
function isRunning(pid: number): boolean {
  const stat = statOf(pid)
  return stat !== undefined && stat.state !== 'Z'
}

function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { state: state!, parent: Number(parent) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}
