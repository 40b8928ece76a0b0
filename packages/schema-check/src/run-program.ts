import { CheckFailure } from './check-failure.ts'

/**
 * Runs a command. What it cannot do ends with exit code 2: in words when it knows them or the system says them (a folder that is not
 * there, a store that does not answer), with a stack when it is our fault.
 */
export async function runProgram(work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    process.exitCode = 2
    complain(error)
  }
}

/** Tells an error on stderr. */
export function complain(error: unknown): void {
  if (!(error instanceof Error)) throw error
  const isOfUser =
    error instanceof CheckFailure ||
    'syscall' in error ||
    ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'))
  process.stderr.write(`${isOfUser ? error.message : error.stack}\n`)
}
