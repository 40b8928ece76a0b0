import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

/** What every client asks. Federated: of a second subgraph, too. */
export function queryOf(federated: boolean): string {
  const parcel = federated ? ' parcel { carrier trackingCode }' : ''
  return `subscription Follow($id: ID!) { orderUpdated(orderId: $id) { id number status version committedAt note${parcel} } }`
}

const ORDERS = `
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

/** The second subgraph, which is asked with each event. */
export const PARCELS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Order @key(fields: "id") {
    id: ID!
    parcel: Parcel
  }
  type Parcel {
    carrier: String!
    trackingCode: String!
  }
`

/** One change of an order, as it goes through Redis: the result of the subscription, in the bytes that clients get. */
export type Change = { order: string; payload: string }

export const CHANNEL = 'bench:orders'

/** Without an address of the parcels a supergraph of one. */
export function supergraphOf(orders: string, parcels: string | null): string {
  const subgraphs = [{ name: 'orders', url: orders, typeDefs: parse(ORDERS) }]
  if (parcels !== null) subgraphs.push({ name: 'parcels', url: parcels, typeDefs: parse(PARCELS) })
  const { supergraphSdl, errors } = composeServices(subgraphs)
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

export function parcelOf(order: string): { carrier: string; trackingCode: string } {
  return { carrier: 'UPS', trackingCode: `1Z999AA1-${order}` }
}

/** The same result with the parcel, as a router that has asked for it writes it. */
export function withParcel(order: string, payload: string): string {
  return payload.replace('}},"extensions"', `,"parcel":${JSON.stringify(parcelOf(order))}}},"extensions"`)
}

/** Now, in milliseconds since 1970, the same in all processes of this machine. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
