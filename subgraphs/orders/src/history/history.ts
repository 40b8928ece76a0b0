import type { Viewer } from '@shop/subgraph/viewer'

export type ActorKind = 'CUSTOMER' | 'STAFF' | 'SYSTEM'

/** Who does something to an order. */
export type Actor = { kind: ActorKind; id: string | null }

/** The shop by itself: stock, payment, carrier or clock. */
export const SYSTEM: Actor = { kind: 'SYSTEM', id: null }

/** Everything that is written into the history of an order. What the carrier reports are its tracking events. */
export type HistoryKind =
  | 'PLACED'
  | 'CONFIRMED'
  | 'PAYMENT_STATUS_CHANGED'
  | 'OWNER_CHANGED'
  | 'EDIT_REQUESTED'
  | 'EDITED'
  | 'EDIT_REJECTED'
  | 'SHIPMENT_CREATED'
  | 'SHIPMENT_ANNOUNCED'
  | 'SHIPMENT_HANDED_OVER'
  | 'SHIPMENT_CANCELLED'
  | 'COMPLETED'
  | 'CANCELLED'
  | 'RETURN_REQUESTED'
  | 'RETURN_APPROVED'
  | 'RETURN_REJECTED'
  | 'RETURN_RECEIVED'
  | 'RETURN_REFUNDED'
  | 'ATTENTION_NEEDED'
  | 'ATTENTION_SETTLED'

/** What is to be written into a history. By the shop itself, unless it says who did it. */
export type HistoryNote = { kind: HistoryKind; message: string; actor?: Actor }

/** What happened to an order. The message has no personal data in it: it stays when a person is erased. */
export type HistoryEntry = {
  position: bigint
  orderId: string
  kind: string
  message: string
  actorKind: ActorKind
  actorId: string | null
  occurredAt: Date
}

/** As whom a viewer does something to an order. */
export function actorOf(viewer: Viewer, order: { ownerId: string }): Actor {
  return { kind: viewer.id === order.ownerId ? 'CUSTOMER' : 'STAFF', id: viewer.id }
}
