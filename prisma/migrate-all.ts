import { migrate } from '@shop/postgres/migrate'
import { migrationsFolder, subgraphNames } from './databases.ts'

/** Brings all five databases up to date, side by side; makes those that are missing. */
export async function migrateAll(databaseUrl: (name: string) => string): Promise<void> {
  await Promise.all(subgraphNames.map((name) => migrate(databaseUrl(name), migrationsFolder(name))))
}
