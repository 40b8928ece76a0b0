import { createLiveClient } from '@shop/live-client/live-client'
import type { LiveNotice } from '@shop/live-client/live-notice'
import type { Client } from 'graphql-ws'
import { WebSocket } from 'ws'

const FIELDS = `id version status paymentStatus fulfillmentStatus lines { title variant { sku } }`
const ORDER = `subscription ($orderId: ID!) { orderUpdated(orderId: $orderId) { ${FIELDS} } }`
const MINE = `subscription { myOrdersUpdated { ${FIELDS} } }`
const DELIVERY = `subscription ($orderId: ID!) {
  deliveryUpdated(orderId: $orderId) { id status trackingEvents { id status } }
}`

/** An order at one version, as a follower was told. */
export type Transition = {
  id: string
  version: number
  status: string
  paymentStatus: string
  fulfillmentStatus: string
  lines: { title: string; variant: { sku: string } | null }[]
}

/** A parcel, as a follower was told. */
export type Parcel = { id: string; status: string; trackingEvents: { id: string; status: string }[] }

/** A front end that follows one thing over a socket of its own, with the client that the shop gives to front ends. */
export type Follower<Value> = {
  told: Value[]
  /** What should not come: errors of fields, gaps, conflated states. */
  complaints: string[]
  hasEnded(): boolean
  /** How often it has come back after a break. */
  reconnects(): number
  /** Breaks its connection off, as a tunnel does. */
  cut(): void
  stop(): Promise<void>
}

export const followOrder = (url: string, token: string, orderId: string) =>
  follow<Transition>(url, token, ORDER, { orderId })

export const followMyOrders = (url: string, token: string) => follow<Transition | null>(url, token, MINE, {})

export const followDelivery = (url: string, token: string, orderId: string) =>
  follow<Parcel>(url, token, DELIVERY, { orderId })

function follow<Value>(url: string, token: string, query: string, variables: object): Follower<Value> {
  const told: Value[] = []
  const complaints: string[] = []
  let socket: WebSocket | undefined
  let ended = false
  let reconnects = 0

  const client: Client = createLiveClient({
    url: url.replace(/^http/, 'ws'),
    token: () => token,
    webSocketImpl: WebSocket,
    onNotice(notice: LiveNotice) {
      if (notice.kind === 'gap' || notice.kind === 'conflated') complaints.push(notice.kind)
      if (notice.kind === 'connected' && notice.isReconnect) reconnects += 1
    },
  })
  client.on('opened', (opened) => (socket = opened as WebSocket))
  client.subscribe(
    { query, variables: { ...variables } },
    {
      next({ data, errors }) {
        if (errors) complaints.push(JSON.stringify(errors))
        told.push(Object.values(data ?? {})[0] as Value)
      },
      error: (error) => complaints.push(`ended with ${error instanceof Error ? error.message : JSON.stringify(error)}`),
      complete: () => (ended = true),
    },
  )
  return {
    told,
    complaints,
    hasEnded: () => ended,
    reconnects: () => reconnects,
    cut: () => socket?.terminate(),
    async stop() {
      await client.dispose()
    },
  }
}
