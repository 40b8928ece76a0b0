import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Command } from '@shop/bench-measure/command'
import { waitUntilAnswered } from '../measure/ask.ts'
import type { Ask } from '../measure/ask.ts'
import { ROUTER_CORE, spawnPinned } from '@shop/bench-measure/spawn-pinned'

export type RouterProcess = Ask & {
  pid: number
  /** Messages of routers that were started with a channel. */
  tell(message: unknown): Promise<unknown>
  stop(): Promise<void>
}

const STOP_MS = 5000

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts a router on its core and waits until it answers. Rejects with the end of its log when it never does. */
export async function startRouter(options: {
  command: Command
  port: number
  logFile: string
  headers: Record<string, string>
  ipc?: boolean
}): Promise<RouterProcess> {
  const { command, port, logFile, headers, ipc = false } = options
  const child = spawnPinned({ core: ROUTER_CORE, ...command, logFile, ipc })
  const alive = (): boolean => child.exitCode === null && child.signalCode === null
  const router = { url: `http://127.0.0.1:${port}/graphql`, headers }
  const stop = async (): Promise<void> => {
    if (!alive()) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    if (await Promise.race([gone.then(() => true), delay(STOP_MS, false)])) return
    child.kill('SIGKILL')
    await gone
  }
  try {
    await waitUntilAnswered(router, { alive })
  } catch (error) {
    await stop()
    throw new Error(`${command.command} ${command.args.join(' ')}\n${(await readFile(logFile, 'utf8')).slice(-3000)}`, {
      cause: error,
    })
  }
  return {
    ...router,
    pid: child.pid as number,
    async tell(message) {
      child.send(message as object)
      const [answer] = (await once(child, 'message')) as [unknown]
      return answer
    },
    stop,
  }
}
