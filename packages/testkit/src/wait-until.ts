import { setTimeout as delay } from 'node:timers/promises'

/** How waitUntil waits. */
export type WaitOptions = {
  /** Gives up after this many milliseconds (default 20,000). */
  timeoutMs?: number
  /** Pause between two looks, in milliseconds (default 20). */
  intervalMs?: number
  /** What is waited for, for the error's text: "the order to be confirmed". */
  what?: string
}

/**
 * Looks again and again until the condition gives something truthy, and answers that. A condition that throws counts as
 * not yet met; the error of the last look is the cause of the time-out's error.
 */
export async function waitUntil<Value>(
  condition: () => Value | Promise<Value>,
  options: WaitOptions = {},
): Promise<Exclude<Value, false | null | undefined | 0 | ''>> {
  const { timeoutMs = 20_000, intervalMs = 20, what = 'the condition' } = options
  const deadline = performance.now() + timeoutMs
  let cause: unknown
  for (;;) {
    try {
      const value = await condition()
      if (value) return value as Exclude<Value, false | null | undefined | 0 | ''>
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (performance.now() >= deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause })
    await delay(intervalMs)
  }
}
