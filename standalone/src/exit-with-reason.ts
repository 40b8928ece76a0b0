import { setTimeout as delay } from 'node:timers/promises'

/** As long as services of their own may take to end. */
const STOP_WITHIN_MS = 5_000

/**
 * Ends the program with code 1 and says why. What a person can mend (an option, a setting, a folder in use) comes as an Error with
 * a sentence, which is enough; a TypeError and its like are ours to mend, and come with their stack.
 */
export function exitWithReason(error: unknown): never {
  const isOurs = !(error instanceof Error) || /^(Type|Range|Reference|Syntax)Error$/.test(error.constructor.name)
  // parseArgs throws TypeErrors for what a person mistyped.
  const isMistyped = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  const reason = error instanceof Error ? error.message : String(error)
  const isStackNeeded = (isOurs && !isMistyped) || process.env.LOG_LEVEL === 'debug'
  process.stderr.write(`\n${isStackNeeded && error instanceof Error ? String(error.stack) : reason}\n`)
  process.exit(1)
}

/** The end of a shop whose database server has died: whoever started it starts it again, as nobody would who gets errors for ever. */
export async function exitWithoutDatabase(shop: { stop(): Promise<void> }): Promise<never> {
  // What is recorded and not written yet is written in order, as far as that goes without a database.
  await Promise.race([Promise.allSettled([shop.stop()]), delay(STOP_WITHIN_MS)])
  return exitWithReason(
    new Error('The shop cannot go on without its database server. Start it again: nothing that it confirmed is lost.'),
  )
}
