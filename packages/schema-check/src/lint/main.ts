import { parseArgs, styleText } from 'node:util'
import { composeHead } from '../composition/compose-head.ts'
import { readOptions } from '../options.ts'
import { runProgram } from '../run-program.ts'
import { lintSides } from './lint-sides.ts'

const USAGE = `supergraph-lint [--config rover.yaml] [--settings supergraph-check.yaml] [--base <ref>]

Lints the SDL of each subgraph. Rules and their options stand under \`lint\` in the settings file.

Exit codes: 0 no errors; 1 errors; 2 it could not be linted.
`

await runProgram(async () => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { config: text, settings: text, base: text, help: { type: 'boolean' } } })
  if (values.help) process.stdout.write(USAGE)
  else await lint(values)
})

async function lint(given: { config?: string | undefined; settings?: string | undefined; base?: string | undefined }) {
  const forCheck = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
  const options = readOptions(['--lint', ...forCheck], process.cwd(), process.env)
  if (options === 'help' || !options.settings.lint) return
  const { head, sides } = await composeHead(options.settings)
  const problems = lintSides(head, sides, options.settings.lint)
  const color = process.stdout.isTTY && !process.env['NO_COLOR']
  for (const { severity, rule, message, place } of problems) {
    const word = color
      ? styleText(severity === 'error' ? 'red' : 'yellow', severity, { validateStream: false })
      : severity
    process.stdout.write(`${place.file}:${place.line}:${place.column} ${word} ${message} (${rule})\n`)
  }
  const errors = problems.filter(({ severity }) => severity === 'error').length
  if (errors > 0) process.stdout.write(`${errors} ${errors === 1 ? 'error' : 'errors'}\n`)
  process.exitCode = errors > 0 ? 1 : 0
}
