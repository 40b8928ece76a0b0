import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

/** What every client asks. */
export const QUERY =
  'subscription Follow($id: ID!) { orderUpdated(orderId: $id) { id number status version committedAt note } }'

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { order(id: ID!): Order }
  type Subscription { orderUpdated(orderId: ID!): Order! }
  type Order @key(fields: "id") {
    id: ID!
    number: String!
    status: String!
    version: Int!
    "Milliseconds since 1970, to the thousandth: when the change was committed, which here is when it was published."
    committedAt: Float!
    note: String!
  }
`

/** One change of an order, as it goes through Redis: the result of the subscription, in the bytes that clients get. */
export type Change = { order: string; payload: string }

export const CHANNEL = 'bench:orders'

export function supergraphOf(url: string): string {
  const { supergraphSdl, errors } = composeServices([{ name: 'orders', url, typeDefs: parse(SDL) }])
  if (supergraphSdl === undefined) throw new AggregateError(errors ?? [], 'The supergraph does not compose.')
  return supergraphSdl
}

export function orderId(number: number): string {
  return `order-${number}`
}

const STATES = ['PENDING', 'CONFIRMED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']
/** About as much again as a client would ask of an order. */
const NOTE = 'Left with the neighbours at number 12; the bell does not work. '.repeat(4)

export function payloadOf(order: string, version: number, committedAt: number): string {
  const status = STATES[version % STATES.length]
  const orderUpdated = { id: order, number: `NL-${order}`, status, version, committedAt, note: NOTE }
  return JSON.stringify({ data: { orderUpdated }, extensions: { cursor: `${order}@${version}` } })
}

/** Now, in milliseconds since 1970, the same in all processes of this machine. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
