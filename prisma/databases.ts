import { join } from 'node:path'

/** The subgraphs that have a database, each in a folder of this name beside this file. */
export const subgraphNames = ['users', 'products', 'orders', 'inventory', 'payments'] as const
export type SubgraphName = (typeof subgraphNames)[number]

/** Folder of a subgraph's migrations, for `migrate`. */
export function migrationsFolder(name: SubgraphName): string {
  return join(import.meta.dirname, name, 'migrations')
}

/** Name of the environment variable that says where a subgraph's database is: `ORDERS_DATABASE_URL`. */
export function databaseVariable(name: SubgraphName): string {
  return `${name.toUpperCase()}_DATABASE_URL`
}

/**
 * The addresses that the environment gives for all five databases; null when it gives none.
 * Throws when it gives some: with a part of them nothing can be done, and the rest would end up elsewhere.
 */
export function readDatabaseUrls(environment: NodeJS.ProcessEnv): ((name: string) => string) | null {
  const urls = new Map<string, string>()
  for (const name of subgraphNames) {
    const url = environment[databaseVariable(name)]
    if (url) urls.set(name, url)
  }
  if (urls.size === 0) return null
  const missing = subgraphNames.filter((name) => !urls.has(name)).map(databaseVariable)
  if (missing.length > 0) throw new Error(`set all five database addresses or none; missing: ${missing.join(', ')}`)
  return (name) => urls.get(name) ?? ''
}
