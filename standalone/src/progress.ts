/** Tells a person what is going on while the shop starts. */
export type Progress = {
  /** Runs one step, printed with the time it took. */
  step<Result>(what: string, work: () => Promise<Result>): Promise<Result>
  /** A remark about the step that runs. */
  note(line: string): void
  /** Seconds since the start, to one decimal. */
  elapsed(): string
}

/** Prints one line per step: on a terminal the line of a running step is shown at once and completed when it ends. */
export function createProgress(
  out: { write(text: string): unknown; isTTY?: boolean },
  startedAt = performance.now(),
): Progress {
  const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1)
  let open = false
  const endLine = () => {
    if (open) out.write('\n')
    open = false
  }
  return {
    async step(what, work) {
      const begun = performance.now()
      if (out.isTTY === true) {
        out.write(`  … ${what}`)
        open = true
      }
      const result = await work()
      const line = `  ✓ ${what.padEnd(48)} ${seconds(begun)} s\n`
      out.write(open ? `\r${line}` : line)
      open = false
      return result
    },
    note(line) {
      endLine()
      out.write(`    ${line}\n`)
    },
    elapsed: () => seconds(startedAt),
  }
}
