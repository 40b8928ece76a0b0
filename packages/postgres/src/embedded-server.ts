import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, statSync, chownSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { EmbeddedBinaries } from './embedded-binaries.ts'
import { claim, connectAsSuperuser } from './embedded-claim.ts'
import { SERVER_ENVIRONMENT } from './embedded-cluster.ts'
import type { EmbeddedLocation } from './embedded-location.ts'
import { removeStaleSocket, socketFolder } from './embedded-socket.ts'

/** A server process of ours; other starts are kept off its folder. */
export type ServerProcess = { port: number; child: ChildProcess; stop(): Promise<void> }

/** Recovery after a kill reads the log since the last checkpoint, which the settings below bound to far less. */
const START_LIMIT_MS = 90_000

/**
 * Then the rest of the orderly way is cut short. Nothing is lost: the next start recovers from the log. Whoever stops a whole shop in less than
 * 2 s has a part of them left for what is stopped before: just after the demo data was written, a checkpoint may take more than a second.
 */
const FAST_SHUTDOWN_LIMIT_MS = 1_000

const LOG_FILE_LIMIT = 10 * 1024 * 1024

/** The server could not open its port, or another start was faster: worth another look and another try. */
export class TryAgainError extends Error {
  override name = 'TryAgainError'
}

/** Starts the server and waits until it answers. Throws with the end of the server's log when it does not. */
export async function startServer(
  location: EmbeddedLocation,
  binaries: EmbeddedBinaries,
  options: { port: number; password: string; fsync: boolean; survivesKill: boolean },
): Promise<ServerProcess> {
  const logFile = openLog(location)
  const logStart = statSync(location.logFile).size
  const settings = settingsFor(options).flatMap((setting) => ['-c', setting])
  removeStaleSocket(location, options.port)
  const child = spawn(binaries.postgres, ['-D', location.cluster, '-k', socketFolder(location), ...settings], {
    ...location.user,
    cwd: location.folder,
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', logFile, logFile],
    // A process group of its own: Ctrl-C is for us, and we stop the server after our last query.
    detached: true,
  })
  closeSync(logFile)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()))
  const watchdog = startWatchdog(child, location)

  const connection = await waitForConnection(child, options, () =>
    readFileSync(location.logFile).subarray(logStart).toString(),
  ).catch((error: unknown) => {
    child.kill('SIGQUIT')
    throw error
  })
  await claimOrRetry(connection, location)
  const keeping = keepClaim(connection, child, options)

  async function stop(): Promise<void> {
    await keeping.stop()
    if (isRunning(child)) {
      child.kill('SIGINT')
      await Promise.race([exited, delay(FAST_SHUTDOWN_LIMIT_MS, undefined, { ref: false })])
      child.kill('SIGQUIT')
      await exited
    }
    watchdog?.kill()
  }
  return { port: options.port, child, stop }
}

/** Another start may find our server in the moment before our claim, and take it for an orphan. */
async function claimOrRetry(connection: pg.Client, location: EmbeddedLocation): Promise<void> {
  const message = `another start took over the database in ${location.folder}`
  const holder = await claim(connection).catch((error: unknown) => {
    throw new TryAgainError(message, { cause: error })
  })
  if (holder === undefined) return
  await connection.end()
  throw new TryAgainError(`${message} (${holder})`)
}

/**
 * Keeps the claim for as long as the server runs. When one of its processes crashes it ends all connections, with them the one that holds
 * the claim, and goes on; then the claim is taken again, or the next start would take it all for an orphan.
 */
function keepClaim(
  first: pg.Client,
  child: ChildProcess,
  { port, password }: { port: number; password: string },
): { stop(): Promise<void> } {
  let held = first
  const stopping = new AbortController()
  const whenLost = () => void claimAgain()

  async function claimAgain(): Promise<void> {
    while (!stopping.signal.aborted && isRunning(child)) {
      // Whatever hinders it, a server without a free connection above all: it is tried for as long as the server runs.
      const connection = await connectAsSuperuser(port, password).catch(() => 'refused' as const)
      if (typeof connection !== 'string') {
        held = connection.once('end', whenLost)
        // Lost once more, it ends, which begins this anew; somebody else's, there is nothing left to keep.
        return void (await claim(connection).catch(() => undefined))
      }
      await delay(15)
    }
  }

  first.once('end', whenLost)
  return {
    async stop() {
      stopping.abort()
      await held.end()
    },
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function settingsFor({ port, fsync, survivesKill }: { port: number; fsync: boolean; survivesKill: boolean }): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'max_connections=200',
    'shared_buffers=128MB',
    'timezone=UTC',
    'log_timezone=UTC',
    // Statements of the shop are short; compiling one to machine code costs more than it gives.
    'jit=off',
    // A new shop grows from nothing within seconds; after a minute, as is the default, plans would still be those of empty tables.
    'autovacuum_naptime=10s',
    // What is looked at that often is looked at briefly, and when it has grown by a half: plans are made once, by index and without
    // values (decision 27), so nobody asks for the fine histograms, which cost 2 ms per checkout after a minute of load. 900 rows of a table
    // tell which columns have few values as well as 30,000.
    'default_statistics_target=3',
    'autovacuum_analyze_scale_factor=0.5',
    // The first write to a page after a checkpoint takes the whole page into the log; so checkpoints are rare. Recovery reads
    // at most about 2 GB, at 130 MB/s on one of two cores: a quarter of a minute.
    'checkpoint_timeout=5min',
    'max_wal_size=2GB',
  ]
  if (fsync) return settings
  return [
    ...settings,
    'fsync=off',
    ...(survivesKill ? [] : ['synchronous_commit=off']),
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
  ]
}

async function waitForConnection(
  child: ChildProcess,
  options: { port: number; password: string },
  readLog: () => string,
): Promise<pg.Client> {
  const deadline = Date.now() + START_LIMIT_MS
  let spawnError: Error | undefined
  child.once('error', (error) => {
    spawnError = error
  })
  while (Date.now() < deadline) {
    if (spawnError || !isRunning(child)) {
      const output = spawnError?.message ?? readLog().trim()
      const message = `the database server ended at its start: ${output}`
      throw isPassing(output) ? new TryAgainError(message) : new Error(message)
    }
    const connection = await connectAsSuperuser(options.port, options.password)
    if (typeof connection !== 'string') return connection
    await delay(15)
  }
  throw new Error(`the database server did not answer within ${START_LIMIT_MS / 1000} s: ${readLog().trim()}`)
}

/** A port that was taken in between; a second start; the last children of a server whose main process was killed. */
function isPassing(output: string): boolean {
  return /could not bind|Address already in use|lock file .* already exists|still in use/.test(output)
}

/**
 * A shell that waits for its input to end, which happens when we die in whatever way, and then stops the server. Without
 * it each killed run leaves 130 MB of server behind. (Should it die too: stopOrphan, at the next start.)
 */
function startWatchdog(child: ChildProcess, location: EmbeddedLocation): ChildProcess | undefined {
  if (process.platform === 'win32' || child.pid === undefined) return undefined
  const watchdog = spawn('/bin/sh', ['-c', 'read _; kill -INT "$1"', 'sh', String(child.pid)], {
    ...location.user,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watchdog.unref()
  // The server's id may be another process's soon.
  child.once('exit', () => watchdog.kill('SIGKILL'))
  return watchdog
}

function openLog(location: EmbeddedLocation): number {
  const isLarge = existsSync(location.logFile) && statSync(location.logFile).size > LOG_FILE_LIMIT
  const descriptor = openSync(location.logFile, isLarge ? 'w' : 'a', 0o600)
  if (location.user) chownSync(location.logFile, location.user.uid, location.user.gid)
  return descriptor
}

/** Whether nothing listens on this port of 127.0.0.1; 0 asks for any, and the answer is the port. */
export async function probePort(port: number): Promise<number | undefined> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined)
      else reject(error)
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}
