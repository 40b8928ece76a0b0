import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { prepareBinaries } from './embedded-binaries.ts'
import { ensureCluster, readPassword } from './embedded-cluster.ts'
import { locateEmbedded, possibleFolders } from './embedded-location.ts'
import { isServerOf, readLockFile, stopOrphan } from './embedded-orphan.ts'
import { hasSocket } from './embedded-socket.ts'
import { probePort, startServer, TryAgainError, type ServerProcess } from './embedded-server.ts'

/** A running PostgreSQL server of our own. `folder` is where its files really are. */
export type EmbeddedPostgres = {
  port: number
  folder: string
  /** Connects as superuser to the database `postgres`. */
  superuserUrl: string
  /** Connection URL of a database on this server, which need not exist yet (see migrate). It leads to the server's Unix socket, if it has one. */
  databaseUrl(name: string): string
  /** Resolves when the server has ended without having been told to; `log` is told how. What was committed is there at the next start. */
  died: Promise<void>
  /** Ends the server in an orderly way, in less than 2 s. May be called twice. */
  stop(): Promise<void>
}

/** What startEmbeddedPostgres needs. */
export type EmbeddedPostgresOptions = {
  /** Folder that the server's files live in; created when missing. One start at a time. */
  dataFolder: string
  /** Wished port on 127.0.0.1; when it is taken, or none is given, a free one is chosen. */
  port?: number
  /** Gets one line for each step that takes time or that one should know of. */
  log?: (line: string) => void
  /** Stops the server when it fires, also in the middle of the start. */
  signal?: AbortSignal
  /** False only in tests: much faster, and a crash of the machine may destroy the data. */
  fsync?: boolean
  /**
   * With `fsync: false`: true hands each commit to the operating system before it is answered, so that a kill of the server
   * loses none (one of the machine may). False by default.
   */
  survivesKill?: boolean
}

const ATTEMPTS = 10

/**
 * Starts the PostgreSQL server that comes as an npm package, on 127.0.0.1 only. Data of earlier starts is kept, also
 * when they were killed. Throws with a reason in words: folder in use or not writable, platform without binaries, …
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined)
  const fsync = options.fsync ?? true
  const survivesKill = options.survivesKill ?? false
  const location = locateEmbedded(options.dataFolder, log)
  const binaries = prepareBinaries(location, log)
  const password = await ensureCluster(location, binaries, { fsync, log })

  let server: ServerProcess | undefined
  for (let attempt = 1; server === undefined; attempt += 1) {
    options.signal?.throwIfAborted()
    await stopOrphan(location, password, log)
    const port = await choosePort(options.port, log)
    try {
      server = await startServer(location, binaries, { port, password, fsync, survivesKill })
    } catch (error) {
      if (!(error instanceof TryAgainError) || attempt === ATTEMPTS) throw error
      await delay(100 * attempt)
    }
  }

  const { port, child, stop } = server
  let stopping: Promise<void> | undefined
  const stopOnce = () => (stopping ??= stop())
  const died = new Promise<void>((resolve) =>
    child.once('exit', (code, signal) => {
      if (stopping) return
      log(`the database server ended unexpectedly (${signal ?? code}); its log is ${location.logFile}`)
      resolve()
    }),
  )
  if (options.signal?.aborted) await stopOnce()
  options.signal?.throwIfAborted()
  options.signal?.addEventListener('abort', () => void stopOnce(), { once: true })

  const databaseUrl = (name: string) => urlOf({ ...location, port, password, name })
  return { port, folder: location.folder, superuserUrl: databaseUrl('postgres'), databaseUrl, died, stop: stopOnce }
}

/**
 * Connection URLs of the databases of a server that somebody has started on this data folder; undefined when none runs
 * there. Throws when its password may not be read by this user.
 */
export function findEmbeddedPostgres(dataFolder: string): ((name: string) => string) | undefined {
  for (const folder of possibleFolders(dataFolder)) {
    const cluster = join(folder, 'cluster')
    const lock = readLockFile(join(cluster, 'postmaster.pid'))
    if (lock?.port === undefined || !isServerOf(lock.pid, cluster)) continue
    const { port } = lock
    const password = readPassword({ folder, passwordFile: join(folder, 'password') })
    return (name) => urlOf({ cluster, port, password, name })
  }
  return undefined
}

function urlOf(server: { cluster: string; port: number; password: string; name: string }): string {
  const { cluster, port, password, name } = server
  const url = `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(name)}`
  // Who knows no sockets goes by the address all the same.
  return hasSocket(cluster, port) ? `${url}?host=${encodeURIComponent(cluster)}` : url
}

/** Removes all that starts with this data folder have written. Throws when a server still runs there. */
export async function removeEmbeddedData(
  dataFolder: string,
  log: (line: string) => void = () => undefined,
): Promise<void> {
  for (const folder of possibleFolders(dataFolder)) {
    await stopLeftOver(folder, log)
    await rm(folder, { recursive: true, force: true })
  }
}

async function stopLeftOver(folder: string, log: (line: string) => void): Promise<void> {
  const location = locateEmbedded(folder, log)
  if (existsSync(location.passwordFile)) await stopOrphan(location, readPassword(location), log)
}

async function choosePort(wished: number | undefined, log: (line: string) => void): Promise<number> {
  const free = await probePort(wished ?? 0)
  if (free !== undefined) return free
  const other = await probePort(0)
  if (other === undefined) throw new Error('no free port on 127.0.0.1')
  log(`port ${wished} is taken; the database listens on ${other}`)
  return other
}
