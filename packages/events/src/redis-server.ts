import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

/** A Redis server of our own, empty at its start. It ends with this process, however that ends. */
export type RedisServer = {
  url: string
  port: number
  /** Resolves when it has ended, in whatever way. */
  ended: Promise<void>
  /** kill -9: nothing is said to the clients, all data is lost. */
  kill(): Promise<void>
  /** Orderly end. */
  stop(): Promise<void>
}

/**
 * Starts the machine's `redis-server` on 127.0.0.1, on a spare port or the given one (to come back after `kill`), and waits
 * until it answers. Nothing is kept on disk: events live in the outboxes. Throws with what to do when there is no
 * `redis-server` on the PATH.
 */
export async function startRedisServer(options: { port?: number } = {}): Promise<RedisServer> {
  const port = options.port ?? (await sparePort())
  const folder = mkdtempSync(join(tmpdir(), 'shop-redis-'))
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  // A process group of its own: Ctrl-C is for us, and we stop the server after those who use it.
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = new Promise<void>((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new Error(
          `redis-server cannot be started (${error.message}); install Redis (Debian: apt install redis-server, macOS: brew install redis)`,
          { cause: error },
        ),
      ),
    )
    child.once('close', () => {
      rmSync(folder, { recursive: true, force: true })
      resolve()
    })
  })
  if (child.pid !== undefined) endWithUs(child.pid, folder, exited)
  await Promise.race([
    waitForAnswer(port, child.pid),
    exited.then(() => {
      throw new Error(`redis-server ended at its start: ${output}`)
    }),
  ])
  // What it says from now on is of no interest, and must not fill the memory.
  for (const stream of [child.stdout, child.stderr]) stream.removeAllListeners('data').resume()

  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal)
    await exited
  }
  const url = `redis://127.0.0.1:${port}`
  return { url, port, ended: exited, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

/** A shell waits for its input to end, which happens when we die in whatever way, and then kills the server. */
function endWithUs(pid: number, folder: string, exited: Promise<void>): void {
  const watchdog = spawn('/bin/sh', ['-c', 'read _; kill -KILL "$1"; rmdir "$2"', 'sh', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watchdog.unref()
  // The server's id may be another process's soon.
  void exited.finally(() => watchdog.kill('SIGKILL'))
}

async function waitForAnswer(port: number, pid: number | undefined): Promise<void> {
  if (pid === undefined) return new Promise(() => undefined)
  const client = new Redis({ host: '127.0.0.1', port, retryStrategy: () => 10, maxRetriesPerRequest: null })
  // Refused connections are expected until the server listens; one that never does ends the race in the caller.
  client.on('error', () => undefined)
  try {
    const answer = await client.info('server')
    if (!answer.includes(`process_id:${pid}\r`)) throw new Error(`port ${port} is in use by another Redis server`)
  } finally {
    client.disconnect()
  }
}

async function sparePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
