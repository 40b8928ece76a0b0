// A relay that is killed when its first event is on the bus, and not yet marked as published.
// Arguments: URL of the producer's database, URL of Redis.
import { createRedisBus } from '@shop/events/redis-bus'
import { startRelay } from '@shop/events/relay'
import { log } from '../numbered.ts'

const [databaseUrl = '', redisUrl = ''] = process.argv.slice(2)
const bus = createRedisBus({ url: redisUrl, log })
startRelay({
  databaseUrl,
  producer: 'orders',
  log,
  bus: {
    ...bus,
    async publish(event) {
      await bus.publish(event)
      process.kill(process.pid, 'SIGKILL')
    },
  },
})
