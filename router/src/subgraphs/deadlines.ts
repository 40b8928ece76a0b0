/** Something that ends in time or is told that it did not. `deadline` is a time of `performance.now()`. */
export type Timed = { deadline: number; onTimeout(): void }

export type Deadlines = {
  add(timed: Timed): void
  delete(timed: Timed): void
}

/**
 * Watches many things that are all given the same time, with one timer. They end in the order in which they began, so
 * the timer is set for the oldest only, and again when it fires: a fetch that is answered in time costs no timer at all.
 */
export function createDeadlines(): Deadlines {
  const running = new Set<Timed>()
  let timer: NodeJS.Timeout | null = null

  function sweep(): void {
    timer = null
    const now = performance.now()
    for (const timed of running) {
      if (timed.deadline > now) return arm(timed)
      running.delete(timed)
      timed.onTimeout()
    }
  }

  function arm(oldest: Timed): void {
    // Rounded up: a timer that fires a fraction too early would have to be set again for that fraction.
    timer ??= setTimeout(sweep, Math.max(1, Math.ceil(oldest.deadline - performance.now()))).unref()
  }

  return {
    add(timed) {
      running.add(timed)
      if (!timer) arm(timed)
    },
    delete: (timed) => void running.delete(timed),
  }
}
