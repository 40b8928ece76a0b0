import { defineRouterConfig } from '@shop/router/config/router-config'
import { FIRST_QUERY } from '@shop/schema/first-query'
import { invalidationsFromRedis } from '@shop/subgraph/cache-invalidations'

/** What the router of the shop as processes has on top of its environment. */
export const config = defineRouterConfig({
  title: 'Commerce supergraph',
  graphiqlQuery: FIRST_QUERY,
  // Prices and stock also change by events that no mutation through this router caused; without Redis there is no bus.
  // The bus must never lack room, and a cache takes all that there is: they may be in two servers.
  invalidations: ({ redisUrl }, log) => {
    const bus = process.env['EVENTS_REDIS_URL'] || redisUrl
    return bus ? invalidationsFromRedis(bus, log) : undefined
  },
})
