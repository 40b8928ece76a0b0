import { constants } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { endChildren } from './children.ts'
import { BadFlag } from './flags.ts'

/** For what an interrupted bench has opened: databases are stopped, folders removed. */
const CLOSE_WITHIN_MS = 20_000

/**
 * Runs a bench by its command line. What is wrong with that is said in words, with exit code 2. A signal stops every process of the bench:
 * whatever waits for one of them fails, and closes what it has opened, as after any other failure.
 */
export async function runBench<Flags>(
  usage: string,
  readFlags: (args: string[]) => Flags | 'help',
  work: (flags: Flags) => Promise<void>,
): Promise<void> {
  let interruptedBy: NodeJS.Signals | null = null
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // npm passes on what the terminal has already sent to all.
      if (interruptedBy) return
      interruptedBy = signal
      console.error('\nstopping …')
      endChildren()
      setTimeout(() => process.exit(exitCodeOf(signal)), CLOSE_WITHIN_MS).unref()
    })
  }
  try {
    const flags = readFlags(process.argv.slice(2))
    if (flags === 'help') console.log(usage)
    else await work(flags)
  } catch (error) {
    // A signal that came while nothing else could run is heard only now.
    await setImmediate()
    if (!interruptedBy) complain(error, usage)
  }
  // Not by itself: what failed may have left something open.
  process.exit(interruptedBy ? exitCodeOf(interruptedBy) : process.exitCode)
}

function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

function complain(error: unknown, usage: string): void {
  const isUnknownFlag = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
  const isBadFlag = error instanceof BadFlag || isUnknownFlag
  console.error(isBadFlag ? `${error.message}\n\n${usage}` : error)
  process.exitCode = isBadFlag ? 2 : 1
}
