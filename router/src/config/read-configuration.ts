import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { BadSettings, configFileOf, readSettings } from '../settings.ts'
import type { ConfiguredSettings, ReadSettings } from '../settings.ts'
import { messageOf } from '../settings/setting.ts'
import { settingNames } from '../settings/table.ts'
import { tokenIssuer } from '../tokens/token-issuers.ts'
import type { RouterCode } from './router-config.ts'

/** Settings, and what only code can say. `file` is the configuration file; null when there is none. */
export type Configuration = ReadSettings & { code: RouterCode; file: string | null }

const DEFAULT_FILE = 'router.config.ts'

const code = {
  policies: aFunction(),
  tokens: z.array(tokenIssuer).min(1).optional(),
  verifyToken: aFunction(),
  overrideLabels: aFunction(),
  invalidations: aFunction(),
  plugins: z
    .array(
      z.strictObject({
        plugin: z.custom((value) => typeof (value as { name?: unknown } | null)?.name === 'string', 'no plugin'),
        before: z.string().optional(),
      }),
    )
    .optional(),
  routes: z.array(z.custom((value) => typeof (value as { path?: unknown } | null)?.path === 'string')).optional(),
}
const kept = {
  supergraph: z.union([z.string().min(1), z.instanceof(URL)]).optional(),
  subgraphUrls: z.record(z.string(), z.string()).optional(),
  subgraphTimeouts: z.record(z.string(), z.number()).optional(),
}

/**
 * Reads flags, environment and configuration file: `--config`, `ROUTER_CONFIG`, or router.config.ts of the working directory
 * if it is there. Rejects with `BadSettings`, which names every mistake in all of them.
 */
export async function readConfiguration(
  args: readonly string[],
  environment: Record<string, string | undefined>,
  workingDirectory: string,
): Promise<Configuration> {
  const named = configFileOf(args, environment)
  const path = resolve(workingDirectory, named ?? DEFAULT_FILE)
  if (named === undefined && !existsSync(path)) return { ...readSettings(args, environment), code: {}, file: null }
  const problems: string[] = []
  const file = basename(path)
  const config = await importConfig(path, problems)
  const values: ConfiguredSettings['values'] = pick(config, settingNames)
  const configured = { ...check(kept, config, file, problems), values, file } as ConfiguredSettings
  const checked = check(code, config, file, problems) as RouterCode
  const known = new Set<string>([...settingNames, ...Object.keys(code), ...Object.keys(kept)])
  for (const name of Object.keys(config))
    if (!known.has(name)) problems.push(`${file}: ${name}: there is no such setting`)
  return { ...readSettings(args, environment, configured, problems), code: checked, file: path }
}

async function importConfig(path: string, problems: string[]): Promise<Record<string, unknown>> {
  if (!existsSync(path)) {
    problems.push(`${path}: there is no such file`)
    return {}
  }
  let module: { config?: unknown }
  try {
    module = (await import(pathToFileURL(path).href)) as { config?: unknown }
  } catch (error) {
    throw new BadSettings(`${path} cannot be loaded: ${(error as Error).message}`, { cause: error })
  }
  const { config } = module
  if (typeof config === 'object' && config !== null) return config as Record<string, unknown>
  problems.push(`${path}: it exports no \`config\``)
  return {}
}

/** The parts of the configuration that have a schema of their own, as they are where the schema only looks at them. */
function check(
  shape: Record<string, z.ZodType>,
  config: Record<string, unknown>,
  file: string,
  problems: string[],
): Record<string, unknown> {
  const given = Object.keys(shape).filter((name) => config[name] !== undefined)
  for (const name of given) {
    const read = shape[name]?.safeParse(config[name])
    if (read && !read.success) problems.push(`${file}: ${name}: ${messageOf(read.error)}`)
  }
  return pick(config, given)
}

function pick(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]))
}

function aFunction(): z.ZodType {
  return z.custom((value) => value === undefined || typeof value === 'function', 'must be a function')
}
