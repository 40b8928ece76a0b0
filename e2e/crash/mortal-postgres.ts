import { startEmbeddedPostgres, type EmbeddedPostgres } from '@shop/postgres/embedded'
import { databaseVariable, subgraphNames } from '@shop/prisma/databases'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDataFolder, removeDataFolder } from '../shop/data-folder.ts'

/** A PostgreSQL server that comes back on its port after it was killed, with what it had promised to keep. */
export type MortalPostgres = {
  /** The settings that tell a shop to use it. */
  environment: Record<string, string>
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

export async function startMortalPostgres(): Promise<MortalPostgres> {
  const dataFolder = makeDataFolder()
  const start = (port?: number) =>
    startEmbeddedPostgres({
      dataFolder: join(dataFolder, 'postgres'),
      fsync: false,
      survivesKill: true,
      ...(port === undefined ? {} : { port }),
    })
  let server: EmbeddedPostgres = await start()
  const { port } = server
  return {
    environment: Object.fromEntries(subgraphNames.map((name) => [databaseVariable(name), server.databaseUrl(name)])),
    async killAndRestart() {
      const lock = readFileSync(join(server.folder, 'cluster', 'postmaster.pid'), 'utf8')
      process.kill(Number(lock.split('\n', 1)[0]), 'SIGKILL')
      server = await start(port)
    },
    async stop() {
      await server.stop()
      await removeDataFolder(dataFolder)
    },
  }
}
