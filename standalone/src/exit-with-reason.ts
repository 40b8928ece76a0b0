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
