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
  let wake = () => {}
  return {
    ring() {
      rung = true
      wake()
    },
    async wait(timeoutMs, signal) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
          signal.addEventListener('abort', wake)
        })
        signal.removeEventListener('abort', wake)
        wake = () => {}
      }
      rung = false
    },
  }
}
