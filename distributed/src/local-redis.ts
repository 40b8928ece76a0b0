import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A Redis server of our own. */
export type LocalRedis = { url: string; stop(): Promise<void> }

/**
 * Starts the machine's redis-server on a free port of 127.0.0.1. Nothing is kept on disk: events live in the outboxes.
 * Throws with what to do when there is no redis-server on the PATH.
 */
export async function startLocalRedis(folder: string): Promise<LocalRedis> {
  const port = await freePort()
  mkdirSync(folder, { recursive: true })
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const failed = once(child, 'error').then(([error]: Error[]) => {
    throw new Error(
      `redis-server cannot be started (${error?.message}). Install Redis (Debian: apt install redis-server, macOS: brew install redis), or set REDIS_URL.`,
    )
  })
  const exited = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`redis-server ended at once with code ${String(code)}`)
  })
  const listening = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Ready to accept connections')) resolve()
    })
  })
  await Promise.race([listening, failed, exited])
  // From now on an end is either ours or shows in the services' logs, which reconnect.
  exited.catch(() => undefined)
  failed.catch(() => undefined)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
