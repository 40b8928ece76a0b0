import { startDistributed } from '@shop/distributed/start-distributed'
import type { DistributedShop } from '@shop/distributed/start-distributed'
import { readDatabaseUrls } from '@shop/prisma/databases'
import { seedAll } from '@shop/prisma/seed-all'
import { createProgress } from '@shop/standalone/progress'
import { keepSigningKey } from '@shop/standalone/signing-key'
import { startShop } from '@shop/standalone/start-shop'
import { createLog } from '@shop/subgraph/log'
import { redisAvailable } from '@shop/testkit/redis'
import { makeDataFolder, removeDataFolder } from './data-folder.ts'
import { copySeededDatabases, SCALE } from './seeded-databases.ts'

/** A shop that a test started: the same calls whichever topology it runs in. */
export type TestShop = { url: string; databaseUrl(name: string): string; stop(): Promise<void> }

/** Its services can be killed; they come back by themselves. */
export type DistributedTestShop = TestShop & Pick<DistributedShop, 'services' | 'redisUrl' | 'subgraphUrl'>

export type Topology = {
  name: 'standalone' | 'distributed'
  /** False when the machine lacks what it needs (redis-server); importing this file has then said so loudly. */
  available: boolean
  start(environment?: Record<string, string>): Promise<TestShop>
}

/** A parcel is delivered in half a second. */
const FAST = { CARRIER_STEP_MS: '100', LOG_LEVEL: 'error' }

/** The shop in this process. `scale` is that of the demo data; a data folder that is given stays when the shop is stopped. */
export async function startStandaloneShop(
  environment: Record<string, string> = {},
  { scale = SCALE, dataFolder: given }: { scale?: number; dataFolder?: string } = {},
): Promise<TestShop> {
  const dataFolder = given ?? makeDataFolder()
  if (scale === SCALE) await copySeededDatabases(dataFolder)
  const shop = await startShop({
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    scale,
    environment: { ...FAST, ...environment },
    log: createLog({ name: 'shop', level: 'error' }),
    progress: createProgress({ write: () => undefined }),
    fsync: false,
  })
  return { ...shop, stop: () => shop.stop().finally(() => (given ? undefined : removeDataFolder(dataFolder))) }
}

/** The shop as six processes, with a Redis of its own. */
export async function startDistributedShop(environment: Record<string, string> = {}): Promise<DistributedTestShop> {
  const dataFolder = makeDataFolder()
  if (!readDatabaseUrls(environment)) await copySeededDatabases(dataFolder)
  const shop = await startDistributed({
    dataFolder,
    environment: { ...process.env, ...FAST, ...environment },
    port: 0,
    signingKey: await keepSigningKey(dataFolder),
    onMigrated: (databaseUrl) => seedAll(databaseUrl, { scale: SCALE, log: () => undefined }),
    // Only what went wrong: LOG_LEVEL is error.
    log: (line) => process.stderr.write(`${line}\n`),
    fsync: false,
  })
  return { ...shop, stop: () => shop.stop().finally(() => removeDataFolder(dataFolder)) }
}

/** Both ways to run the shop; every scenario that can goes through both. */
export const topologies: readonly Topology[] = [
  { name: 'standalone', available: true, start: startStandaloneShop },
  { name: 'distributed', available: redisAvailable, start: startDistributedShop },
]
