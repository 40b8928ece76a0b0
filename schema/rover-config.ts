import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

/** A subgraph as the supergraph configuration names it; `schemaFile` is an absolute path. */
export type SubgraphSource = { name: string; routingUrl: string; schemaFile: string }

// Rover knows more sources of a schema (a URL, a graph in a registry); this repository composes from its own files only.
const configuration = z.strictObject({
  federation_version: z.string().regex(/^=2\.\d+\.\d+$/, 'is an exact version of Federation 2, such as =2.14.4'),
  subgraphs: z.record(
    z.string().regex(/^[a-zA-Z][\w-]{0,63}$/, 'is a name of letters, digits, - and _'),
    z.strictObject({ routing_url: z.url(), schema: z.strictObject({ file: z.string().min(1) }) }),
  ),
})

/**
 * Reads a supergraph configuration in Rover's format, with `${env.NAME}` expanded as Rover does.
 *
 * @throws Error that names the file and every bad setting in it
 */
export function readRoverConfig(file: string, env: Record<string, string | undefined>): SubgraphSource[] {
  const read = configuration.safeParse(expand(parse(readFileSync(file, 'utf8')), env, file))
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `  ${issue.path.join('.') || '(root)'}: ${issue.message}`)
    throw new Error(`${file} is no supergraph configuration:\n${problems.join('\n')}`)
  }
  return Object.entries(read.data.subgraphs).map(([name, subgraph]) => ({
    name,
    routingUrl: subgraph.routing_url,
    schemaFile: resolve(dirname(file), subgraph.schema.file),
  }))
}

// Values are expanded after the YAML was parsed, so a variable's text can never become structure.
function expand(value: unknown, env: Record<string, string | undefined>, file: string): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{env\.(\w+)\}/g, (_match, name: string) => {
      const found = env[name]
      if (found === undefined) throw new Error(`${file} asks for the environment variable ${name}, which is not set`)
      return found
    })
  }
  if (Array.isArray(value)) return value.map((item) => expand(item, env, file))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item, env, file)]))
}
