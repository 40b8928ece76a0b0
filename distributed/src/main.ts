import { seedAll } from '@shop/prisma/seed-all'
import { chooseDataFolder, makeDataFolder } from '@shop/standalone/data-folder'
import { exitWithoutDatabase, exitWithReason } from '@shop/standalone/exit-with-reason'
import { nextFreePort } from '@shop/standalone/free-port'
import { readOptions, USAGE } from '@shop/standalone/options'
import { keepSigningKey } from '@shop/standalone/signing-key'
import { welcome } from '@shop/standalone/welcome'
import { join } from 'node:path'
import { startDistributed } from './start-distributed.ts'

const HOST = '127.0.0.1'

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options.help) {
    process.stdout.write(USAGE.replace('npm start', 'npm run start:distributed'))
    return
  }
  // Beside the standalone shop's data: the two must not share one PostgreSQL.
  const folder = join(chooseDataFolder(options.dataFolder, process.env).path, 'distributed')
  makeDataFolder(folder)
  const log = (line: string) => process.stdout.write(`${line}\n`)
  const stopping = new AbortController()
  const starting = startDistributed({
    dataFolder: folder,
    environment: { ...process.env, LOG_LEVEL: options.logLevel },
    port: await nextFreePort(options.port, HOST),
    signingKey: process.env.USERS_SIGNING_KEY || (await keepSigningKey(folder)),
    onMigrated: (databaseUrl) => seedAll(databaseUrl, { scale: options.scale, log }),
    log,
  })
  const stop = () => {
    if (stopping.signal.aborted) process.exit(1)
    stopping.abort()
    log('\nstopping …')
    starting.then((shop) => shop.stop()).then(() => process.exit(0), exitWithReason)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const shop = await starting
  void shop.died.then(() => exitWithoutDatabase(shop))
  for (const service of shop.services.values()) log(`  ${service.name.padEnd(10)} process ${service.pid()}`)
  // One of our own, without a password; for redis-cli.
  if (!process.env.REDIS_URL) log(`  redis      ${shop.redisUrl}`)
  log(welcome(shop, folder, options.dataFolder, (performance.now() / 1_000).toFixed(1)))
}

await main().catch(exitWithReason)
