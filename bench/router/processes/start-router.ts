import { isRunning, stopChild } from '@shop/bench-measure/children'
import { nextMessage } from '@shop/bench-measure/side-process'
import { readFile } from 'node:fs/promises'
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
  const router = { url: `http://127.0.0.1:${port}/graphql`, headers }
  try {
    await waitUntilAnswered(router, () => isRunning(child))
  } catch (error) {
    await stopChild(child)
    throw new Error(`${command.command} ${command.args.join(' ')}\n${(await readFile(logFile, 'utf8')).slice(-3000)}`, {
      cause: error,
    })
  }
  return {
    ...router,
    pid: child.pid as number,
    async tell(message) {
      child.send(message as object)
      return nextMessage(child)
    },
    stop: () => stopChild(child),
  }
}
