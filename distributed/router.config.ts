import { defineRouterConfig } from '@shop/router/config/router-config'
import { invalidationsFromRedis } from '@shop/subgraph/cache-invalidations'

/** What the router of the shop as processes has on top of its environment. */
export const config = defineRouterConfig({
  // Prices and stock also change by events that no mutation through this router caused; without Redis there is no bus.
  // The bus must never lack room, and a cache takes all that there is: they may be in two servers.
  invalidations: ({ redisUrl }, log) => {
    const bus = process.env['EVENTS_REDIS_URL'] || redisUrl
    return bus ? invalidationsFromRedis(bus, log) : undefined
  },
})
