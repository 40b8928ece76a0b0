import { parseArgs } from 'node:util'
import type { z } from 'zod'
import { limitSettings } from './settings/limit-settings.ts'
import { observabilitySettings } from './settings/observability-settings.ts'
import { operationSettings } from './settings/operation-settings.ts'
import { serverSettings } from './settings/server-settings.ts'
import { messageOf, milliseconds } from './settings/setting.ts'
import type { Setting } from './settings/setting.ts'
import { trafficSettings } from './settings/traffic-settings.ts'
import { viewerSettings } from './settings/viewer-settings.ts'
import { readAddresses } from './subgraphs/subgraph-address.ts'

/** How a router behaves. Times are in milliseconds, sizes in bytes. */
export type RouterSettings = { [Name in keyof typeof table]: z.output<(typeof table)[Name]['schema']> } & {
  /** Addresses that replace those of the supergraph, by the subgraph's name as the environment spells it. */
  subgraphUrls: Record<string, string>
  /** Time-outs that replace `subgraphTimeoutMs`, by the same names. */
  subgraphTimeouts: Record<string, number>
}

export type ReadSettings = { settings: RouterSettings; supergraph: string; help: boolean }

/** The one table of settings: flags, environment, defaults, checks and `--help` all come from it. */
const table = {
  ...serverSettings,
  ...observabilitySettings,
  ...trafficSettings,
  ...viewerSettings,
  ...limitSettings,
  ...operationSettings,
}

type Name = keyof typeof table
/** Not to be seen in a log. */
const SECRET: Name = 'routerSigningKey'
const names = Object.keys(table) as Name[]
const SUBGRAPH_URL = /^SUBGRAPH_(?<subgraph>\w+)_URL$/
const SUBGRAPH_TIMEOUT = /^SUBGRAPH_(?<subgraph>\w+)_TIMEOUT_MS$/

/** Everything that is wrong with the settings, one line each, by the names that the operator wrote. */
export class BadSettings extends Error {
  override name = 'BadSettings'
}

/** The settings of a router that nobody configured. */
export function defaultSettings(): RouterSettings {
  return readSettings(['--supergraph', 'none'], {}).settings
}

/** Flags win over the environment, which wins over the defaults. Throws `BadSettings` with every mistake at once. */
export function readSettings(args: readonly string[], environment: Record<string, string | undefined>): ReadSettings {
  const problems: string[] = []
  const flags = readFlags(args, problems)
  const help = flags['help'] === true

  const settings: Record<string, unknown> = {
    subgraphUrls: readSubgraphUrls(environment, problems),
    subgraphTimeouts: readSubgraphTimeouts(environment, problems),
  }
  for (const name of names) {
    const { environment: variable, schema, fallback } = table[name] as Setting<z.ZodType>
    const flag = flags[flagOf(name)]
    // An empty variable is how compose files and shells leave one out.
    const text = flag ?? (environment[variable] || fallback)
    const read = schema.safeParse(text)
    if (read.success) settings[name] = read.data
    else
      problems.push(
        `${flag === undefined ? variable : `--${flagOf(name)}`}=${name === SECRET ? '…' : String(text)}: ${messageOf(read.error)}`,
      )
  }
  const supergraph = flags['supergraph'] ?? environment['SUPERGRAPH']
  if (!supergraph && !help) problems.push('--supergraph (or SUPERGRAPH): a file or URL is needed')
  if (settings['operationsMode'] !== 'off' && settings['operations'] === undefined) {
    problems.push('OPERATIONS_MODE needs a manifest: --operations (or OPERATIONS) is missing')
  }
  if (problems.length > 0) throw new BadSettings(problems.join('\n'))
  return { settings: settings as RouterSettings, supergraph: String(supergraph ?? ''), help }
}

/** The table as text for `--help`. */
export function describeSettings(): string {
  const rows = [
    ['--supergraph', 'SUPERGRAPH', '', 'File or URL of the supergraph; needed, followed while running'],
    ...names.map((name) => [
      `--${flagOf(name)}`,
      table[name].environment,
      (table[name] as Setting<z.ZodType>).fallback ?? '',
      table[name].about,
    ]),
    ['', 'SUBGRAPH_<NAME>_URL', '', 'Addresses of a subgraph, separated by commas, instead of that in the supergraph'],
    ['', 'SUBGRAPH_<NAME>_TIMEOUT_MS', '', 'How long this subgraph may take for one fetch'],
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)) + 2)
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')).join('\n')
}

function readFlags(args: readonly string[], problems: string[]): Record<string, string | boolean | undefined> {
  const known = ['supergraph', ...names.map(flagOf)].map((flag) => [flag, { type: 'string' as const }] as const)
  const options = { ...Object.fromEntries(known), help: { type: 'boolean' as const, short: 'h' } }
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`${token.value}: a value without a setting`)
    if (token.kind !== 'option') continue
    if (!(token.name in options)) problems.push(`${token.rawName}: there is no such setting`)
    else if (token.name !== 'help' && token.value === undefined) problems.push(`${token.rawName}: its value is missing`)
  }
  return values
}

function readSubgraphUrls(environment: Record<string, string | undefined>, problems: string[]): Record<string, string> {
  const urls: Record<string, string> = {}
  for (const [variable, value] of Object.entries(environment)) {
    const subgraph = SUBGRAPH_URL.exec(variable)?.groups?.['subgraph']
    if (!subgraph || !value) continue
    try {
      readAddresses(value)
      urls[subgraph] = value
    } catch (error) {
      problems.push(`${variable}=${value}: ${(error as Error).message}`)
    }
  }
  return urls
}

function readSubgraphTimeouts(
  environment: Record<string, string | undefined>,
  problems: string[],
): Record<string, number> {
  const timeouts: Record<string, number> = {}
  for (const [variable, value] of Object.entries(environment)) {
    const subgraph = SUBGRAPH_TIMEOUT.exec(variable)?.groups?.['subgraph']
    if (!subgraph || !value) continue
    const read = milliseconds.safeParse(value)
    if (read.success) timeouts[subgraph] = read.data
    else problems.push(`${variable}=${value}: ${messageOf(read.error)}`)
  }
  return timeouts
}

function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
