import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export type TestProcess = {
  /** Resolves when the process has written the word so many times. */
  said(word: string, times?: number): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
  /** Resolves when it has ended, with the signal that ended it. */
  ended: Promise<NodeJS.Signals | null>
}

/** Runs a script of this folder with Node; killed at the latest when the test is over. */
export function startProcess(script: string, ...args: string[]): TestProcess {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'exit').then(([, signal]: (NodeJS.Signals | null)[]) => signal ?? null)
  async function kill(): Promise<void> {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  return {
    async said(word, times = 1) {
      while (output.split(word).length - 1 < times) {
        const exit = await Promise.race([once(child.stdout, 'data').then(() => 'more'), ended])
        if (exit !== 'more') throw new Error(`${script} ended (${exit}) before it said "${word}" ${times} times`)
      }
    },
    kill,
    ended,
  }
}
