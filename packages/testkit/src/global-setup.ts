import { startEmbeddedPostgres, removeEmbeddedData } from '@shop/postgres/embedded'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the PostgreSQL server of this run. */
    postgresUrl: string
  }
}

/**
 * Vitest's globalSetup: one PostgreSQL server for the whole run, in a new folder of the system's temporary folder, with
 * `fsync` off. Tests get databases of it through createTestDatabase.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Not mkdtemp: its folder is closed to the user that the server runs as when we are root.
  const dataFolder = join(tmpdir(), `shop-test-postgres-${randomUUID()}`)
  const server = await startEmbeddedPostgres({ dataFolder, fsync: false })
  project.provide('postgresUrl', server.superuserUrl)
  return async () => {
    await server.stop()
    await removeEmbeddedData(dataFolder)
  }
}
