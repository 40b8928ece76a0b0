// Relay, in-process bus and consumer in one process. It says "effect" after each commit, of at most three events; the handler takes a while.
// Arguments: URL of the producer's database, URL of the consumer's.
import { startConsumers } from '@shop/events/consumer'
import { createInProcessBus } from '@shop/events/in-process-bus'
import { startRelay } from '@shop/events/relay'
import { setTimeout as delay } from 'node:timers/promises'
import { log, recordEffects } from '../numbered.ts'
import { openDatabase } from '../open-database.ts'

const [ordersUrl = '', inventoryUrl = ''] = process.argv.slice(2)
const bus = createInProcessBus({ log, batchSize: 3 })
await startConsumers({
  name: 'inventory',
  consumers: [recordEffects('inventory', { before: () => delay(5), by: String(process.pid) })],
  database: openDatabase(inventoryUrl),
  bus,
  log,
  afterCommit: () => console.log('effect'),
})
startRelay({ databaseUrl: ordersUrl, producer: 'orders', bus, log, pollMs: 20 })
