import { parseArgs } from 'node:util'
import { messageOf, milliseconds } from './settings/setting.ts'
import { flagOf, settingNames, settingOf } from './settings/table.ts'
import type { SettingName, SettingValues } from './settings/table.ts'
import { textOfSetting } from './settings/text-of-setting.ts'
import { environmentName, readAddresses } from './subgraphs/subgraph-address.ts'

/** How a router behaves. Times are in milliseconds, sizes in bytes. */
export type RouterSettings = SettingValues & {
  /** Addresses that replace those of the supergraph, by the subgraph's name as the environment spells it. */
  subgraphUrls: Record<string, string>
  /** Time-outs that replace `subgraphTimeoutMs`, by the same names. */
  subgraphTimeouts: Record<string, number>
}

/** A supergraph that was given in code may be a URL. */
export type ReadSettings = { settings: RouterSettings; supergraph: string | URL; help: boolean }

/** What a configuration file says of settings: by their names in code; nothing of it is checked yet. */
export type ConfiguredSettings = {
  supergraph?: string | URL | undefined
  /** By the subgraph's name. */
  subgraphUrls?: Readonly<Record<string, string>> | undefined
  subgraphTimeouts?: Readonly<Record<string, number>> | undefined
  values: Readonly<Partial<Record<SettingName, unknown>>>
  /** How problems name the file. */
  file: string
}

type Environment = Record<string, string | undefined>
/** Where a text comes from, as a problem names it. */
type Found = { text: string | undefined; source: string }

const SUBGRAPH_URL = /^SUBGRAPH_(?<subgraph>\w+)_URL$/
const SUBGRAPH_TIMEOUT = /^SUBGRAPH_(?<subgraph>\w+)_TIMEOUT_MS$/
const NOT_CONFIGURED: ConfiguredSettings = { values: {}, file: '' }

/** Everything that is wrong with the settings, one line each, by the names that the operator wrote. */
export class BadSettings extends Error {
  override name = 'BadSettings'
}

/** The settings of a router that nobody configured. */
export function defaultSettings(): RouterSettings {
  return readSettings(['--supergraph', 'none'], {}).settings
}

/**
 * Flags win over the environment, which wins over the configuration file, which wins over the defaults. Throws `BadSettings`
 * with every mistake at once; `problems` are those that were found before.
 */
export function readSettings(
  args: readonly string[],
  environment: Environment,
  configured: ConfiguredSettings = NOT_CONFIGURED,
  problems: string[] = [],
): ReadSettings {
  const flags = readFlags(args, problems)
  const help = flags['help'] === true

  const settings: Record<string, unknown> = {
    subgraphUrls: { ...configuredUrls(configured, problems), ...readSubgraphUrls(environment, problems) },
    subgraphTimeouts: { ...configuredTimeouts(configured, problems), ...readSubgraphTimeouts(environment, problems) },
  }
  for (const name of settingNames) {
    const { schema, secret } = settingOf(name)
    const { text, source } = find(name, flags, environment, configured)
    const read = schema.safeParse(text)
    if (read.success) settings[name] = read.data
    else problems.push(`${source}=${secret ? '…' : String(text)}: ${messageOf(read.error)}`)
  }
  const supergraph = flags['supergraph'] ?? (environment['SUPERGRAPH'] || configured.supergraph)
  if (!supergraph && !help) problems.push('--supergraph (or SUPERGRAPH): a file or URL is needed')
  if (settings['operationsMode'] !== 'off' && settings['operations'] === undefined) {
    problems.push('OPERATIONS_MODE needs a manifest: --operations (or OPERATIONS) is missing')
  }
  if (problems.length > 0) throw new BadSettings(problems.join('\n'))
  return { settings: settings as RouterSettings, supergraph: (supergraph ?? '') as string | URL, help }
}

/** The flag of the configuration file, or its variable; undefined when neither is given. */
export function configFileOf(args: readonly string[], environment: Environment): string | undefined {
  const { config } = readFlags(args, [])
  return typeof config === 'string' ? config : environment['ROUTER_CONFIG'] || undefined
}

function find(
  name: SettingName,
  flags: Record<string, string | boolean | undefined>,
  environment: Environment,
  { values, file }: ConfiguredSettings,
): Found {
  const { environment: variable, fallback } = settingOf(name)
  const flag = flags[flagOf(name)]
  if (typeof flag === 'string') return { text: flag, source: `--${flagOf(name)}` }
  // An empty variable is how compose files and shells leave one out.
  const inEnvironment = environment[variable]
  if (inEnvironment) return { text: inEnvironment, source: variable }
  if (values[name] === undefined) return { text: fallback, source: variable }
  return { text: textOfSetting(values[name]), source: `${file}: ${name}` }
}

function readFlags(args: readonly string[], problems: string[]): Record<string, string | boolean | undefined> {
  const named = ['config', 'supergraph', ...settingNames.map(flagOf)]
  const known = named.map((flag) => [flag, { type: 'string' as const }] as const)
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

function readSubgraphUrls(environment: Environment, problems: string[]): Record<string, string> {
  const urls: Record<string, string> = {}
  for (const [variable, value] of Object.entries(environment)) {
    const subgraph = SUBGRAPH_URL.exec(variable)?.groups?.['subgraph']
    if (!subgraph || !value) continue
    takeUrl(urls, subgraph, value, variable, problems)
  }
  return urls
}

function configuredUrls({ subgraphUrls = {}, file }: ConfiguredSettings, problems: string[]): Record<string, string> {
  const urls: Record<string, string> = {}
  for (const [subgraph, value] of Object.entries(subgraphUrls)) {
    takeUrl(urls, environmentName(subgraph), value, `${file}: subgraphUrls.${subgraph}`, problems)
  }
  return urls
}

function takeUrl(
  urls: Record<string, string>,
  subgraph: string,
  value: string,
  source: string,
  problems: string[],
): void {
  try {
    readAddresses(value)
    urls[subgraph] = value
  } catch (error) {
    problems.push(`${source}=${value}: ${(error as Error).message}`)
  }
}

function readSubgraphTimeouts(environment: Environment, problems: string[]): Record<string, number> {
  const timeouts: Record<string, number> = {}
  for (const [variable, value] of Object.entries(environment)) {
    const subgraph = SUBGRAPH_TIMEOUT.exec(variable)?.groups?.['subgraph']
    if (!subgraph || !value) continue
    takeTimeout(timeouts, subgraph, value, variable, problems)
  }
  return timeouts
}

function configuredTimeouts(
  { subgraphTimeouts = {}, file }: ConfiguredSettings,
  problems: string[],
): Record<string, number> {
  const timeouts: Record<string, number> = {}
  for (const [subgraph, value] of Object.entries(subgraphTimeouts)) {
    takeTimeout(timeouts, environmentName(subgraph), String(value), `${file}: subgraphTimeouts.${subgraph}`, problems)
  }
  return timeouts
}

function takeTimeout(
  timeouts: Record<string, number>,
  subgraph: string,
  value: string,
  source: string,
  problems: string[],
): void {
  const read = milliseconds.safeParse(value)
  if (read.success) timeouts[subgraph] = read.data
  else problems.push(`${source}=${value}: ${messageOf(read.error)}`)
}
