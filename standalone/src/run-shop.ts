import { createLog } from '@shop/subgraph/log'
import { flushCompileCache } from 'node:module'
import { chooseDataFolder } from './data-folder.ts'
import { exitWithoutDatabase, exitWithReason } from './exit-with-reason.ts'
import { nextFreePort } from './free-port.ts'
import { readOptions, USAGE } from './options.ts'
import { createProgress } from './progress.ts'
import { startShop } from './start-shop.ts'
import type { Shop } from './start-shop.ts'
import { welcome } from './welcome.ts'

/** After this a stop that hangs is ended by force: the database recovers from that, the person at the keyboard does not. */
const STOP_WITHIN_MS = 1_900

/** The program behind `npm start`: options, data folder, port; the shop; and its end, by Ctrl-C or for want of its database. */
export async function runShop(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options.help) {
    process.stdout.write(USAGE)
    return
  }
  // Since the process began, not since this line: loading the code is part of what a person waits for.
  const progress = createProgress(process.stdout, 0)
  const { path: dataFolder, reason } = chooseDataFolder(options.dataFolder, process.env)
  if (reason === 'read-only checkout') progress.note(`the checkout is read-only, so the data is kept in ${dataFolder}`)
  const port = await nextFreePort(options.port, options.host)
  if (port !== options.port) progress.note(`port ${options.port} is in use; the shop takes ${port}`)

  const stopping = new AbortController()
  const starting = startShop({
    dataFolder,
    host: options.host,
    port,
    scale: options.scale,
    environment: process.env,
    log: createLog({ name: 'shop', level: options.logLevel }),
    progress,
    signal: stopping.signal,
  })
  stopOnSignal(starting, stopping)
  const shop = await starting
  process.stdout.write(welcome(shop, dataFolder, options.dataFolder, progress.elapsed()))
  void shop.died.then(() => exitWithoutDatabase(shop))
  // Now, when nobody waits, and not at the end, which a kill may take away.
  flushCompileCache()
}

function stopOnSignal(starting: Promise<Shop>, stopping: AbortController): void {
  const stop = () => {
    if (stopping.signal.aborted) process.exit(1)
    stopping.abort(new Error('stopped before it was open'))
    process.stdout.write('\nstopping …\n')
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    // In the middle of the start this fails, once the start has cleaned up after itself: see runShop's caller.
    starting.then((shop) => shop.stop().then(() => process.exit(0))).catch(exitWithReason)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
