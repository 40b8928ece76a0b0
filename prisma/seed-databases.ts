import { migrateAll } from './migrate-all.ts'
import { seedAll } from './seed-all.ts'

/** Migrates and fills the five databases, each only when it is empty. Throws when none was, so that nobody is misled. */
export async function seedDatabases(databaseUrl: (name: string) => string, scale: number): Promise<void> {
  await migrateAll(databaseUrl)
  const begun = performance.now()
  let filled = 0
  await seedAll(databaseUrl, {
    scale,
    log: (line) => {
      filled += 1
      console.log(line)
    },
  })
  if (filled === 0) throw new Error('The databases hold data already; demo data goes into empty ones only.')
  console.log(`filled in ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
}
