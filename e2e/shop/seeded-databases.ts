import { startEmbeddedPostgres } from '@shop/postgres/embedded'
import { migrateAll } from '@shop/prisma/migrate-all'
import { seedAll } from '@shop/prisma/seed-all'
import { execFile } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { inject } from 'vitest'

/** About 28 products: enough to buy from, made in a moment. */
export const SCALE = 0.05

/**
 * Puts databases with the demo data into the folder of a shop that has none, where it finds them as those of an earlier start.
 * They are made once in a run of the tests and then copied: a tenth of the work. Starts from nothing are for npm-start to test.
 */
export async function copySeededDatabases(dataFolder: string): Promise<void> {
  const target = join(dataFolder, 'postgres')
  if (process.platform === 'win32' || existsSync(target)) return
  const template = join(inject('postgresFolder'), 'seeded-shop')
  await makeOnce(template)
  // Not Node's copy: as root, the files belong to the user that PostgreSQL runs as, and must go on to.
  await promisify(execFile)('cp', ['-Rp', template, target])
}

async function makeOnce(folder: string): Promise<void> {
  const client = new pg.Client(inject('postgresUrl'))
  await client.connect()
  try {
    // Test files run side by side: the first one makes it, the others wait.
    await client.query(`SELECT pg_advisory_lock(hashtext('seeded-shop'))`)
    if (!existsSync(folder)) await make(folder)
  } finally {
    await client.end()
  }
}

async function make(folder: string): Promise<void> {
  // Under another name until it is whole and at rest.
  const draft = `${folder}-of-${process.pid}`
  const postgres = await startEmbeddedPostgres({ dataFolder: draft, fsync: false })
  try {
    await migrateAll(postgres.databaseUrl)
    await seedAll(postgres.databaseUrl, { scale: SCALE, log: () => undefined })
  } finally {
    await postgres.stop()
  }
  renameSync(draft, folder)
}
