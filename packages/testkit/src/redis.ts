import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

/** A Redis server of the test's own, empty at its start. */
export type RedisServer = {
  url: string
  port: number
  /** kill -9: nothing is said to the clients, all data is lost. */
  kill(): Promise<void>
  /** Orderly end. */
  stop(): Promise<void>
}

/** Whether `redis-server` is on the PATH. Use it as `describe.skipIf(!redisAvailable)`. */
export const redisAvailable: boolean = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0

if (!redisAvailable) {
  process.stderr.write(
    '\n!!!! redis-server is not on the PATH: every test of this file that needs Redis is LEFT OUT (apt-get install redis-server) !!!!\n\n',
  )
}

/**
 * Starts a server without persistence on 127.0.0.1, on a spare port or the given one (to come back after `kill`), and
 * waits until it answers.
 */
export async function startRedisServer(options: { port?: number } = {}): Promise<RedisServer> {
  const port = options.port ?? (await sparePort())
  const folder = mkdtempSync(join(tmpdir(), 'shop-test-redis-'))
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  // A test run that ends without stop(), or is killed, must not leave the server behind: the shell's input ends then.
  const watchdog = spawn('/bin/sh', ['-c', 'read _; kill -KILL "$1"', 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const exited = new Promise<void>((resolve) =>
    child.once('close', () => {
      watchdog.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
      resolve()
    }),
  )
  await Promise.race([
    waitForAnswer(port, child.pid),
    exited.then(() => {
      throw new Error(`redis-server ended at its start: ${output}`)
    }),
  ])

  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal)
    await exited
  }
  return { url: `redis://127.0.0.1:${port}`, port, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

async function waitForAnswer(port: number, pid: number | undefined): Promise<void> {
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
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('no port'))
      server.close(() => resolve(address.port))
    })
  })
}
