import { writeFileSync } from 'node:fs'
import { checkSchema } from './check.ts'
import { FORMATS } from './formats/formats.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import type { CheckOutcome } from './result.ts'
import { complain, runProgram } from './run-program.ts'

// 0: nothing fails. 1: something breaks, or the head does not compose. 2: the check itself could not be made.
await runProgram(async () => {
  const options = readOptions(process.argv.slice(2), process.cwd(), process.env)
  if (options === 'help') {
    process.stdout.write(USAGE)
  } else {
    const tell = teller(options)
    if (options.watch) await follow(options, tell)
    else process.exitCode = tell(await checkSchema(options.settings)) === 'ok' ? 0 : 1
  }
})

function teller({ format, verbose, outputs }: Options): (outcome: CheckOutcome) => CheckOutcome['result']['status'] {
  const color = process.stdout.isTTY && !process.env['NO_COLOR']
  return (outcome) => {
    process.stdout.write(FORMATS[format](outcome, { color, verbose }))
    for (const output of outputs) writeFileSync(output.file, FORMATS[output.format](outcome, { color: false, verbose }))
    return outcome.result.status
  }
}

/** Until Ctrl-C. */
async function follow({ settings }: Options, tell: (outcome: CheckOutcome) => unknown): Promise<void> {
  const { watchSchema } = await import('./watch.ts')
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  process.once('SIGTERM', () => stopping.abort())
  // What was printed before is out of date.
  const clear = process.stdout.isTTY ? '\u001B[2J\u001B[3J\u001B[H' : ''
  await watchSchema(settings, {
    onOutcome(outcome) {
      process.stdout.write(clear)
      tell(outcome)
    },
    onFailure: complain,
    signal: stopping.signal,
  })
}
