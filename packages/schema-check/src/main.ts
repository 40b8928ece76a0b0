import { writeFileSync } from 'node:fs'
import { CheckFailure } from './check-failure.ts'
import { checkSchema } from './check.ts'
import { FORMATS } from './formats/formats.ts'
import { readOptions, USAGE } from './options.ts'

// 0: nothing fails. 1: something breaks, or the head does not compose. 2: the check itself could not be made.
try {
  const options = readOptions(process.argv.slice(2), process.cwd(), process.env)
  if (options === 'help') {
    process.stdout.write(USAGE)
  } else {
    const outcome = await checkSchema(options.settings)
    const { format, verbose, outputs } = options
    const color = process.stdout.isTTY && !process.env['NO_COLOR']
    process.stdout.write(FORMATS[format](outcome, { color, verbose }))
    for (const output of outputs) writeFileSync(output.file, FORMATS[output.format](outcome, { color: false, verbose }))
    process.exitCode = outcome.result.status === 'ok' ? 0 : 1
  }
} catch (error) {
  process.exitCode = 2
  process.stderr.write(`${error instanceof CheckFailure ? error.message : String((error as Error).stack ?? error)}\n`)
}
