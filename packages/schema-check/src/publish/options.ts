import { parseArgs } from 'node:util'
import { CheckFailure } from '../check-failure.ts'

export const USAGE = `supergraph-publish publish|history|rollback --to <store> [options]

  publish    composes the subgraphs of rover.yaml, checks the step from what is published, and publishes when nothing fails
  history    lists what was published, the newest first
  rollback   publishes what was served before once more, or the publication that --number names

  --to <store>       a file, redis://host:6379/0?key=supergraph, or s3://bucket/key with the AWS tools' variables
                     (SUPERGRAPH_STORE)
  --by <name>        who publishes (GITHUB_ACTOR, GIT_AUTHOR_NAME, or the user of the machine)
  --force <reason>   publish although the check fails; the reason stands in the history
  --number <number>  of the publication to go back to
  --reason <text>    why it is rolled back; stands in the history
  --most <number>    how many publications are listed (20)

Everything after -- goes to the check: npx supergraph-check --help

Exit codes: 0 done; 1 the check fails, nothing was published; 2 it could not be done.
`

const COMMANDS = ['publish', 'history', 'rollback'] as const

export type PublishOptions = {
  command: (typeof COMMANDS)[number]
  to: string
  by: string | null
  force: string | null
  number: number | null
  reason: string | null
  most: number
  forCheck: string[]
}

/** @throws CheckFailure for an option that is unknown, wrong or missing */
export function readPublishOptions(
  args: string[],
  environment: Record<string, string | undefined>,
): PublishOptions | 'help' {
  const end = args.indexOf('--')
  const own = end === -1 ? args : args.slice(0, end)
  const { values, positionals } = parse(own)
  if (values.help) return 'help'
  const [given, ...more] = positionals
  const command = COMMANDS.find((one) => one === given)
  if (!command || more.length > 0) throw new CheckFailure(USAGE)
  const to = values.to ?? (environment['SUPERGRAPH_STORE'] || undefined)
  if (!to) throw new CheckFailure('Where to? --to (or SUPERGRAPH_STORE): a file, redis://… or s3://…')
  if (values.force !== undefined && values.force.trim() === '') throw new CheckFailure('--force needs the reason')
  return {
    command,
    to,
    by: values.by ?? null,
    force: values.force ?? null,
    number: values.number === undefined ? null : whole('number', values.number),
    reason: values.reason ?? null,
    most: values.most === undefined ? 20 : whole('most', values.most),
    forCheck: end === -1 ? [] : args.slice(end + 1),
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const flags = { to: text, by: text, force: text, number: text, reason: text, most: text } as const
  try {
    return parseArgs({ args, options: { ...flags, help: { type: 'boolean' } }, allowPositionals: true })
  } catch (error) {
    throw new CheckFailure(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
}

function whole(flag: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CheckFailure(`--${flag} is a whole number from 1, not ${text}`)
  return Number(text)
}
