import { subscriptionExchange, type Exchange } from '@urql/core'
import type { Client } from 'graphql-ws'

/** The exchange of urql that sends subscriptions over a live client; queries and mutations go on by fetch. */
export function liveExchange(client: Client): Exchange {
  return subscriptionExchange({
    forwardSubscription: ({ query = '', variables, operationName, extensions }) => ({
      subscribe: (sink) => ({
        unsubscribe: client.subscribe({ query, variables, operationName, extensions }, sink as never),
      }),
    }),
  })
}
