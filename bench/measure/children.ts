import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** For one that does not stop when it is told to. */
const STOP_WITHIN_MS = 5000

const children = new Set<ChildProcess>()

/** Remembers a process, so that it ends with us in all ways but `kill -9`. */
export function endWithUs(child: ChildProcess): ChildProcess {
  if (children.size === 0) process.once('exit', endChildren)
  children.add(child)
  child.once('exit', () => {
    children.delete(child)
    if (children.size === 0) process.off('exit', endChildren)
  })
  return child
}

/** Tells all of them to stop. */
export function endChildren(): void {
  for (const child of children) child.kill('SIGTERM')
}

export function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

/** Resolves when it has ended: by itself when it is told to, or by force. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  if (await Promise.race([gone.then(() => true), delay(STOP_WITHIN_MS, false)])) return
  child.kill('SIGKILL')
  await gone
}
