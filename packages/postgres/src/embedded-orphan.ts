import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { isAlive } from './embedded-cluster.ts'
import type { EmbeddedLocation } from './embedded-location.ts'
import { claim, connectAsSuperuser, isEnding } from './embedded-claim.ts'

const SHUTDOWN_LIMIT_MS = 5_000
const STARTING_LIMIT_MS = 30_000
const INFANCY_MS = 1_000

/**
 * Ends a server that an earlier, killed start left running on this folder. Throws when its starter is still alive: one
 * folder serves one start at a time. A lock file without such a server is removed when its process id went to a stranger
 * (after a restart of the machine), which PostgreSQL would not dare to do by itself.
 */
export async function stopOrphan(
  location: EmbeddedLocation,
  password: string,
  log: (line: string) => void,
): Promise<void> {
  const lockFile = join(location.cluster, 'postmaster.pid')
  const lock = readLockFile(lockFile)
  if (!lock || !isAlive(lock.pid)) return
  if (!isServerOf(lock.pid, location.cluster)) {
    // Read again: another start may have replaced the file in between, and that one must stay.
    if (readLockFile(lockFile)?.pid !== lock.pid) return
    log(`removing the lock file of an earlier run: process ${lock.pid} is something else today`)
    rmSync(lockFile, { force: true })
    return
  }
  const claimed = await claimAbandoned(location, lock.pid, lockFile, password)
  if (!isServerOf(lock.pid, location.cluster)) return
  log(`stopping the database server of an earlier run (process ${lock.pid})`)
  try {
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      if (await endServer(lock.pid, location.cluster, signal)) return
    }
  } finally {
    await claimed?.end()
  }
  throw new Error(`the database server of an earlier run (process ${lock.pid}) on ${location.folder} cannot be stopped`)
}

/**
 * A starter holds the claim for as long as it lives (see claim): whoever gets it knows that there is none. The answer
 * keeps it until the server is gone. Let go before, it would be taken by a starter whose server is just coming up, and
 * that one would believe in a server that we are about to stop.
 */
async function claimAbandoned(
  location: EmbeddedLocation,
  pid: number,
  lockFile: string,
  password: string,
): Promise<pg.Client | undefined> {
  const deadline = Date.now() + STARTING_LIMIT_MS
  while (isServerOf(pid, location.cluster) && Date.now() < deadline) {
    // The port is in the lock file only after the server has opened it.
    const port = readLockFile(lockFile)?.port
    const connection = port ? await connectAsSuperuser(port, password) : 'starting'
    if (typeof connection === 'string') {
      // An orphan may still be busy with its start or its end; both pass.
      await delay(50)
      continue
    }
    let holder: string | undefined
    try {
      await passInfancy(connection)
      holder = await claim(connection)
    } catch (error) {
      // Stopped at this very moment, by its starter or by another start: another look tells.
      if (isEnding(error)) continue
      throw error
    }
    if (holder === undefined) return connection
    await connection.end()
    throw new Error(`the database in ${location.folder} is in use by another start (${holder}); stop that one first`)
  }
  return undefined
}

/**
 * A server that is just up may have a living starter that has not got to its claim yet. Without this pause two starts at
 * the same moment stop each other's server again and again.
 */
async function passInfancy(connection: pg.Client): Promise<void> {
  const { rows } = await connection.query<{ age: number }>(
    'SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float * 1000 AS age',
  )
  await delay(Math.min(INFANCY_MS, Math.max(0, INFANCY_MS - (rows[0]?.age ?? 0))))
}

async function endServer(pid: number, cluster: string, signal: NodeJS.Signals): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!isServerOf(pid, cluster)) return true
    throw new Error(`process ${pid}, a database server of an earlier run, may not be stopped by this user`, {
      cause: error,
    })
  }
  const deadline = Date.now() + SHUTDOWN_LIMIT_MS
  while (isServerOf(pid, cluster)) {
    if (Date.now() > deadline) return false
    await delay(10)
  }
  return true
}

/** What the server's lock file says; undefined when there is none. The port is in it once it is open. */
export function readLockFile(path: string): { pid: number; port: number | undefined } | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const lines = text.split('\n')
  const pid = Math.abs(Number(lines[0]))
  return pid > 0 ? { pid, port: Number(lines[3]) || undefined } : undefined
}

/**
 * A process id alone proves nothing: the command line must name PostgreSQL and this very folder. That of a zombie (ended,
 * but not yet collected by its parent) is empty, and that of a process that just ended cannot be read.
 */
export function isServerOf(pid: number, cluster: string): boolean {
  if (process.platform === 'win32') return isAlive(pid)
  const command =
    process.platform === 'linux'
      ? readCommandLine(pid)
      : spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  return command.includes('postgres') && command.includes(`-D ${cluster}`)
}

function readCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return ''
    throw error
  }
}
