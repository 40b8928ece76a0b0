import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { NODE_FLAGS } from './command.ts'
import { REST_CORE, spawnPinned } from './spawn-pinned.ts'

/** Starts a program of the bench beside the contenders, which is told what to do by messages, and ends when its channel does. */
export function startSideProcess(program: string, args: readonly string[] = []): ChildProcess {
  return spawnPinned({
    core: REST_CORE,
    command: process.execPath,
    args: [...NODE_FLAGS, program, ...args],
    ipc: true,
  })
}

export function stopSideProcess(child: ChildProcess): void {
  // One that failed has gone, and has said why.
  if (child.connected) child.disconnect()
}

/** The next message of a process; rejects when it ends instead. */
export async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const heard = new AbortController()
  try {
    return await Promise.race([
      once(child, 'message', { signal: heard.signal }).then(([message]) => message as Message),
      once(child, 'exit', { signal: heard.signal }).then(() => {
        throw new Error('A process of the bench ended: see its message above.')
      }),
    ])
  } finally {
    // Frees the listener of the one that did not come; its rejection has been heard by the race.
    heard.abort()
  }
}
