import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CheckFailure } from './check-failure.ts'
import type { CheckSettings } from './check-settings.ts'
import { type FormatName, FORMATS } from './formats/formats.ts'
import { DEFAULT_RULES } from './lint/default-rules.ts'
import { parseRuleSettings } from './lint/lint-settings.ts'
import { contractsOf, parseSettings, type SettingsFile } from './settings.ts'

const SETTINGS_FILE = 'supergraph-check.yaml'

/** What `--help` prints. */
export const USAGE = `supergraph-check [options]

Composes the subgraphs of rover.yaml as they are now and as they were at the base, says what differs, who uses it, and
proves what breaks.

  --config <file>           Rover's configuration (rover.yaml)
  --settings <file>         where the options below can stand too (${SETTINGS_FILE}, beside the configuration)
  --base <ref>              compare with where HEAD left this git ref (origin/main, main, origin/master or master)
  --base-supergraph <file>  compare with a published supergraph instead
  --head <ref>              check this git ref (the working tree)
  --without-base <what>     fail or pass when there is no base, as in a shallow clone (fail; also where the settings say pass and --base is given)
  --operations <folder>     registered operations: <client>/*.graphql or <client>/<version>/*.graphql (schema/operations)
  --traffic <path>          recorded traffic, a file or a folder of *.ndjson; may be repeated
  --approvals <file>        approved findings (schema/approvals.yaml)
  --unused <what>           fail or allow what breaks nobody who is known (fail)
  --evidence <what>         what knows all use: recorded traffic, or registered operations when routers serve no others (recorded)
  --fail-on <severity>      breaking or dangerous (breaking)
  --plan-limit <number>     plan at most so many operations on each side (100)
  --format <name>           ${Object.keys(FORMATS).join(', ')} (table)
  --output <name>=<file>    write another format into a file too; may be repeated
  --lint                    lint the SDLs too; needs eslint and @graphql-eslint/eslint-plugin
  --verbose                 list safe changes too
  --watch                   check again whenever a file changes
  --help

Exit codes: 0 nothing fails; 1 something breaks, or the head does not compose; 2 the check itself could not be made.
`

/** A command line with the settings file it leads to, checked. `outputs` are written beside what is printed. */
export type Options = {
  settings: CheckSettings
  format: FormatName
  outputs: { format: FormatName; file: string }[]
  verbose: boolean
  watch: boolean
}

const flags = {
  config: { type: 'string' },
  settings: { type: 'string' },
  base: { type: 'string' },
  'base-supergraph': { type: 'string' },
  head: { type: 'string' },
  'without-base': { type: 'string' },
  operations: { type: 'string' },
  traffic: { type: 'string', multiple: true },
  approvals: { type: 'string' },
  unused: { type: 'string' },
  evidence: { type: 'string' },
  'fail-on': { type: 'string' },
  'plan-limit': { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string', multiple: true },
  lint: { type: 'boolean' },
  verbose: { type: 'boolean' },
  watch: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

/**
 * Reads the command line, and what the settings file says besides it.
 *
 * @throws CheckFailure for an option that is unknown or wrong
 */
export function readOptions(args: string[], folder: string, env: Record<string, string | undefined>): Options | 'help' {
  const given = parse(args)
  if (given.help) return 'help'
  const settingsPath = resolve(folder, given.settings ?? SETTINGS_FILE)
  if (given.settings !== undefined && !existsSync(settingsPath))
    throw new CheckFailure(`${given.settings} is not there`)
  const file: SettingsFile = existsSync(settingsPath)
    ? parseSettings(readFileSync(settingsPath, 'utf8'), relative(folder, settingsPath))
    : {}
  const beside = dirname(settingsPath)
  // A flag's path is relative to where the command runs, a setting's to the file that it stands in.
  const path = (flag: string | undefined, setting: string | undefined, otherwise: string) =>
    flag === undefined ? resolve(beside, setting ?? otherwise) : resolve(folder, flag)
  const traffic = typeof file.traffic === 'string' ? [file.traffic] : (file.traffic ?? [])
  const supergraph = given['base-supergraph']
  if (supergraph !== undefined && given.base !== undefined) {
    throw new CheckFailure('--base and --base-supergraph exclude each other')
  }
  const settings: CheckSettings = {
    root: folder,
    settingsFile: settingsPath,
    configFile: path(given.config, file.config, 'rover.yaml'),
    base:
      supergraph === undefined
        ? { kind: 'git', ref: given.base ?? file.base ?? null }
        : { kind: 'supergraph', file: resolve(folder, supergraph) },
    headRef: given.head ?? null,
    // Who names a base on the command line wants it compared with, whatever is let pass otherwise.
    withoutBase:
      oneOf('without-base', given['without-base'], ['fail', 'pass']) ??
      (given.base === undefined ? file.withoutBase : undefined) ??
      'fail',
    operationsFolder: path(given.operations, file.operations, 'schema/operations'),
    trafficFiles: given.traffic?.map((one) => resolve(folder, one)) ?? traffic.map((one) => resolve(beside, one)),
    approvalsFile: path(given.approvals, file.approvals, 'schema/approvals.yaml'),
    unused: oneOf('unused', given.unused, ['fail', 'allow']) ?? file.unused ?? 'fail',
    evidence: oneOf('evidence', given.evidence, ['recorded', 'registered']) ?? file.evidence ?? 'recorded',
    failOn: oneOf('fail-on', given['fail-on'], ['breaking', 'dangerous']) ?? file.failOn ?? 'breaking',
    severities: file.severities ?? {},
    planLimit: whole('plan-limit', given['plan-limit']) ?? file.planLimit ?? 100,
    contracts: contractsOf(file),
    lint: given.lint ? { ...DEFAULT_RULES, ...parseRuleSettings(file.lint) } : null,
    env,
    now: new Date(),
  }
  return {
    settings,
    format: oneOf('format', given.format, names()) ?? 'table',
    outputs: (given.output ?? []).map((text) => readOutput(text, folder)),
    verbose: given.verbose ?? false,
    watch: given.watch ?? false,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags, strict: true }).values
  } catch (error) {
    throw new CheckFailure(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
}

function names(): FormatName[] {
  return Object.keys(FORMATS) as FormatName[]
}

function readOutput(text: string, folder: string): Options['outputs'][number] {
  const [, name, file] = /^([^=]+)=(.+)$/.exec(text) ?? []
  const format = oneOf('output', name, names())
  if (format === undefined || file === undefined) throw new CheckFailure(`--output is <format>=<file>, not ${text}`)
  return { format, file: resolve(folder, file) }
}

function oneOf<T extends string>(flag: string, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined
  const found = known.find((one) => one === value)
  if (found === undefined) throw new CheckFailure(`--${flag} is ${known.join(' or ')}, not ${value}`)
  return found
}

function whole(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d{1,9}$/.test(value)) throw new CheckFailure(`--${flag} is a whole number, not ${value}`)
  return Number(value)
}
