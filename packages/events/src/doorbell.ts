import { pause } from './pause.ts'

/** Wakes the one loop that waits for work. */
export type Doorbell = {
  /** Rings are not counted, and are remembered while nobody waits. */
  ring(): void
  /** Resolves at the next ring (at once when it rang since the last wait), after `timeoutMs`, or when the signal fires. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>
}

/** Makes a doorbell; one loop at a time may wait at it. */
export function createDoorbell(): Doorbell {
  let rung = false
  let waiting: AbortController | undefined
  return {
    ring() {
      rung = true
      waiting?.abort()
    },
    async wait(timeoutMs, signal) {
      if (!rung) {
        waiting = new AbortController()
        const leave = () => waiting?.abort()
        if (signal.aborted) leave()
        signal.addEventListener('abort', leave, { once: true })
        await pause(timeoutMs, waiting.signal)
        signal.removeEventListener('abort', leave)
        waiting = undefined
      }
      rung = false
    },
  }
}
