import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import type { Client } from 'graphql-ws'

/** The link of Apollo Client that sends what comes to it over a live client. Split subscriptions off to it. */
export function liveLink(client: Client): GraphQLWsLink {
  return new GraphQLWsLink(client)
}
