import type { z } from 'zod'
import { limitSettings } from './limit-settings.ts'
import { liveSettings } from './live-settings.ts'
import { observabilitySettings } from './observability-settings.ts'
import { operationSettings } from './operation-settings.ts'
import { serverSettings } from './server-settings.ts'
import type { Setting } from './setting.ts'
import { trafficSettings } from './traffic-settings.ts'
import { viewerSettings } from './viewer-settings.ts'

/** The one table of settings: flags, environment, configuration file, defaults, checks and `--help` all come from it. */
const table = {
  ...serverSettings,
  ...observabilitySettings,
  ...trafficSettings,
  ...viewerSettings,
  ...limitSettings,
  ...operationSettings,
  ...liveSettings,
}

export type SettingName = keyof typeof table

/** What the texts of the settings are read as. */
export type SettingValues = { [Name in SettingName]: z.output<(typeof table)[Name]['schema']> }

export const settingNames = Object.keys(table) as SettingName[]

export function settingOf(name: SettingName): Setting<z.ZodType> {
  const widened: Record<SettingName, Setting<z.ZodType>> = table
  return widened[name]
}

/** `maxDepth` is `max-depth`. */
export function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The table as text for `--help`. */
export function describeSettings(): string {
  const rows = [
    ['--config', 'ROUTER_CONFIG', '', 'Configuration file; ./router.config.ts is taken when it is there'],
    [
      '--supergraph',
      'SUPERGRAPH',
      '',
      'File or URL (http, s3, redis) of the supergraph; needed, followed while running',
    ],
    ...settingNames.map((name) => {
      const { environment, fallback = '', about } = settingOf(name)
      return [`--${flagOf(name)}`, environment, fallback, about]
    }),
    ['', 'SUBGRAPH_<NAME>_URL', '', 'Addresses of a subgraph, separated by commas, instead of that in the supergraph'],
    ['', 'SUBGRAPH_<NAME>_TIMEOUT_MS', '', 'How long this subgraph may take for one fetch'],
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)) + 2)
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')).join('\n')
}
