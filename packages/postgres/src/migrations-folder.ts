import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The names of the migrations in a folder laid out as Prisma does (`<timestamp>_<name>/migration.sql`), oldest first.
 * Empty for a folder that does not exist. Throws when a migration's folder has no script.
 */
export function listMigrations(migrationsFolder: string): string[] {
  if (!existsSync(migrationsFolder)) return []
  const names = readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
  for (const name of names) {
    if (!existsSync(join(migrationsFolder, name, 'migration.sql'))) {
      throw new Error(`migration ${name} in ${migrationsFolder} has no migration.sql`)
    }
  }
  return names
}
