import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { CheckFailure } from '../check-failure.ts'
import { introspectSubgraph } from './introspect-subgraph.ts'
import type { SubgraphSource } from './rover-config.ts'

/** The SDL of one subgraph. `file` is what people know it by: a path relative to the folder of the check, or an URL. */
export type SubgraphSdl = { name: string; url: string | null; file: string; text: string }

/** Reads files by their absolute paths; null where there is none. */
export type ReadFiles = (paths: string[]) => Map<string, string | null>

/** Files of the disk. */
export function readFromDisk(paths: string[]): Map<string, string | null> {
  return new Map(paths.map((path) => [path, readIfThere(path)]))
}

/**
 * Reads the SDL of each subgraph.
 *
 * @param configFile absolute path, which the files of the configuration are relative to
 * @param root       absolute path, which files are named relative to
 * @throws CheckFailure when a file is missing or a service does not answer
 */
export async function readSubgraphs(
  sources: SubgraphSource[],
  { configFile, root, readFiles }: { configFile: string; root: string; readFiles: ReadFiles },
): Promise<SubgraphSdl[]> {
  const paths = sources.flatMap(({ schema }) =>
    schema.kind === 'file' ? [join(dirname(configFile), schema.path)] : [],
  )
  const texts = readFiles(paths)
  return Promise.all(
    sources.map(async ({ name, routingUrl, schema }) => {
      if (schema.kind === 'text') {
        return { name, url: routingUrl, file: relative(root, configFile), text: schema.sdl }
      }
      if (schema.kind === 'url') {
        return { name, url: routingUrl, file: schema.url, text: await introspectSubgraph(schema.url, schema.headers) }
      }
      const path = join(dirname(configFile), schema.path)
      const text = texts.get(path) ?? null
      if (text === null) throw new CheckFailure(`${relative(root, path)}, the schema of ${name}, is not there`)
      return { name, url: routingUrl, file: relative(root, path), text }
    }),
  )
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    // The system does not always say which file it was.
    throw new CheckFailure(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
