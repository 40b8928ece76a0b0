import { CheckFailure } from './check-failure.ts'

/** Runs a command. What it cannot do ends with exit code 2: in words when it knows them, with a stack when it is our fault. */
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
    error instanceof CheckFailure || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'))
  process.stderr.write(`${isOfUser ? error.message : error.stack}\n`)
}
