import { parse } from 'yaml'
import { z } from 'zod'
import { CheckFailure } from '../check-failure.ts'

/** Where the SDL of a subgraph comes from. A file's path is as the configuration has it: relative to its folder. */
export type SchemaSource =
  | { kind: 'file'; path: string }
  | { kind: 'url'; url: string; headers: Record<string, string> }
  | { kind: 'text'; sdl: string }

/** A subgraph as the supergraph configuration names it. `routingUrl` is null when the configuration has none. */
export type SubgraphSource = { name: string; routingUrl: string | null; schema: SchemaSource }

/** `version` is the federation_version as it is written, such as `=2.14.4`. */
export type RoverConfig = { version: string | null; subgraphs: SubgraphSource[] }

const graphref =
  'comes from the registry of GraphOS (graphref), which this check never asks: name a file, a subgraph_url or an sdl instead'
const name = z.string().regex(/^[a-zA-Z][\w-]{0,63}$/, 'is a name of letters, digits, - and _')
const schema = z.union(
  [
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({ subgraph_url: z.url(), introspection_headers: z.record(z.string(), z.string()).optional() }),
    z.strictObject({ sdl: z.string().min(1) }),
  ],
  'is one of file, subgraph_url (with introspection_headers) and sdl',
)
const configuration = z.strictObject({
  federation_version: z
    .union([z.literal(2), z.string().regex(/^(=2\.\d+\.\d+|2|latest-2)$/)], 'is 2, or an exact version such as =2.14.4')
    .optional(),
  subgraphs: z.record(name, z.strictObject({ routing_url: z.url().optional(), schema })),
})

/**
 * Reads a supergraph configuration in Rover's format, with `${env.NAME}` expanded as Rover does.
 *
 * @throws CheckFailure that names the file and every bad setting in it
 */
export function parseRoverConfig(text: string, file: string, env: Record<string, string | undefined>): RoverConfig {
  const written = readYaml(text, file)
  const problems = findGraphrefs(written)
  const read = configuration.safeParse(expand(written, env, file))
  if (!read.success) {
    for (const { path, message } of read.error.issues) {
      const at = path.join('.')
      if (!problems.some((problem) => problem.startsWith(`${at}: `))) problems.push(`${at || '(root)'}: ${message}`)
    }
  }
  if (!read.success || problems.length > 0) {
    throw new CheckFailure(`${file} is no supergraph configuration:\n${problems.map((one) => `  ${one}`).join('\n')}`)
  }
  const { federation_version: version, subgraphs } = read.data
  return {
    version: version === undefined ? null : String(version),
    subgraphs: Object.entries(subgraphs).map(([name, { routing_url: url, schema }]) => ({
      name,
      routingUrl: url ?? ('subgraph_url' in schema ? schema.subgraph_url : null),
      schema: toSource(schema),
    })),
  }
}

function toSource(read: z.infer<typeof schema>): SchemaSource {
  if ('file' in read) return { kind: 'file', path: read.file }
  if ('sdl' in read) return { kind: 'text', sdl: read.sdl }
  return { kind: 'url', url: read.subgraph_url, headers: read.introspection_headers ?? {} }
}

function readYaml(text: string, file: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new CheckFailure(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
}

// Told apart from a misspelt key, because Rover takes it.
function findGraphrefs(written: unknown): string[] {
  const subgraphs = (written as { subgraphs?: Record<string, { schema?: { graphref?: unknown } }> } | null)?.subgraphs
  return Object.entries(subgraphs ?? {})
    .filter(([, subgraph]) => subgraph?.schema?.graphref !== undefined)
    .map(([name]) => `subgraphs.${name}.schema: ${graphref}`)
}

// Values are expanded after the YAML was parsed, so a variable's text can never become structure.
function expand(value: unknown, env: Record<string, string | undefined>, file: string): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{env\.(\w+)\}/g, (_match, name: string) => {
      const found = env[name]
      if (found === undefined) {
        throw new CheckFailure(`${file} asks for the environment variable ${name}, which is not set`)
      }
      return found
    })
  }
  if (Array.isArray(value)) return value.map((item) => expand(item, env, file))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item, env, file)]))
}
