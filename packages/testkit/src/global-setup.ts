import { startEmbeddedPostgres, removeEmbeddedData, type EmbeddedPostgres } from '@shop/postgres/embedded'
import { isAlive } from '@shop/postgres/embedded-cluster'
import { randomUUID } from 'node:crypto'
import { readdirSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the PostgreSQL server of this run. */
    postgresUrl: string
    /** Its folder, for what else belongs to this run: removed with it. */
    postgresFolder: string
  }
}

/** Linux's folder in memory: each test database is some 300 files, which took 25 ms there and 200 ms on a disk. */
const MEMORY_FOLDER = '/dev/shm'
const MEMORY_NEEDED = 2 * 1024 ** 3
const PREFIX = 'shop-test-postgres-'

/**
 * Vitest's globalSetup: one PostgreSQL server for the whole run, in a new folder (in memory where there is room, else in
 * the system's temporary folder), with `fsync` off. Tests get databases of it through createTestDatabase.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parents = hasRoom(MEMORY_FOLDER) ? [MEMORY_FOLDER, tmpdir()] : [tmpdir()]
  await Promise.all(parents.map((parent) => removeLeftOvers(parent)))
  // Not mkdtemp: its folder is closed to the user that the server runs as when we are root.
  const folders = parents.map((parent) => join(parent, `${PREFIX}${process.pid}-${randomUUID()}`))
  const { server, dataFolder } = await startInFirst(folders)
  project.provide('postgresUrl', server.superuserUrl)
  project.provide('postgresFolder', server.folder)
  return async () => {
    await server.stop()
    await removeEmbeddedData(dataFolder)
  }
}

async function startInFirst(folders: string[]): Promise<{ server: EmbeddedPostgres; dataFolder: string }> {
  const [dataFolder, ...others] = folders
  if (dataFolder === undefined) throw new Error('no folder for the test database')
  try {
    return { server: await startEmbeddedPostgres({ dataFolder, fsync: false }), dataFolder }
  } catch (error) {
    await removeEmbeddedData(dataFolder)
    // In memory, programs may not be allowed to run (noexec), and PostgreSQL's own may have to be copied there.
    if (others.length === 0) throw error
    return startInFirst(others)
  }
}

function hasRoom(folder: string): boolean {
  if (process.platform !== 'linux') return false
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > MEMORY_NEEDED
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

/** A killed run cannot clean up; the next one does. */
async function removeLeftOvers(parent: string): Promise<void> {
  const names = readdirSync(parent).filter((name) => {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN
    return !Number.isNaN(pid) && !isAlive(pid)
  })
  await Promise.all(names.map((name) => removeEmbeddedData(join(parent, name))))
}
