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
