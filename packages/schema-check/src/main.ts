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
    else process.exitCode = (await tell(await checkSchema(options.settings))) === 'ok' ? 0 : 1
  }
})

type Tell = (outcome: CheckOutcome) => Promise<CheckOutcome['result']['status']>

function teller({ format, verbose, outputs }: Options): Tell {
  const color = process.stdout.isTTY && !process.env['NO_COLOR']
  return async (outcome) => {
    const print = await FORMATS[format]()
    process.stdout.write(print(outcome, { color, verbose }))
    for (const { format, file } of outputs) {
      const write = await FORMATS[format]()
      writeFileSync(file, write(outcome, { color: false, verbose }))
    }
    return outcome.result.status
  }
}

/** Until Ctrl-C. */
async function follow({ settings }: Options, tell: Tell): Promise<void> {
  const { watchSchema } = await import('./watch.ts')
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  process.once('SIGTERM', () => stopping.abort())
  // What was printed before is out of date.
  const clear = process.stdout.isTTY ? '\u001B[2J\u001B[3J\u001B[H' : ''
  await watchSchema(settings, {
    async onOutcome(outcome) {
      process.stdout.write(clear)
      await tell(outcome)
    },
    onFailure: complain,
    signal: stopping.signal,
  })
}
