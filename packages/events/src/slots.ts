/** Lets at most `limit` pieces of work run at once; the others wait in the order they came. */
export function createSlots(limit: number): { run<Result>(work: () => Promise<Result>): Promise<Result> } {
  let free = limit
  const waiting: (() => void)[] = []

  function leave(): void {
    // A slot that somebody waits for is handed over and never becomes free in between.
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }

  return {
    async run(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
