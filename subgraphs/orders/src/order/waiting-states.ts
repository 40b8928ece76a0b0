/** Where an order waits for something. */
export type WaitingStateName =
  | 'STOCK_AND_PAYMENT'
  | 'PARCEL'
  | 'CARRIER'
  | 'DELIVERY'
  | 'CAPTURE'
  | 'PAYMENT_ACTION'
  | 'VOID'
  | 'REFUND'
  | 'EDIT'
  | 'RETURN_REFUND'

/** What happens to an order that waits too long: it is cancelled and compensated, or a person must look. */
export type WaitingOutcome = 'CANCEL' | 'RAISE'

/** How long an order may wait in each state, in seconds: settings of this subgraph. */
export type WaitingLimits = {
  pendingTimeoutSeconds: number
  attentionSeconds: number
  deliveryAttentionSeconds: number
}

export type WaitingState = { limit: keyof WaitingLimits; outcome: WaitingOutcome; why: string }

/**
 * Every state that an order may wait in, how long, and what happens then: invariant 4, in one place. In which of them an order
 * is, and since when, says waiting-store.ts. Staff are told each that lasts too long.
 */
export const WAITING_STATES: Readonly<Record<WaitingStateName, WaitingState>> = {
  STOCK_AND_PAYMENT: {
    limit: 'pendingTimeoutSeconds',
    outcome: 'CANCEL',
    why: 'Placed, but stock or payment is not settled.',
  },
  PARCEL: {
    limit: 'attentionSeconds',
    outcome: 'RAISE',
    why: 'Confirmed, but no parcel is on its way: payment, stock or the carrier is late.',
  },
  CARRIER: { limit: 'attentionSeconds', outcome: 'RAISE', why: 'The carrier does not take a parcel.' },
  DELIVERY: { limit: 'deliveryAttentionSeconds', outcome: 'RAISE', why: 'A parcel has not arrived in time.' },
  CAPTURE: { limit: 'attentionSeconds', outcome: 'RAISE', why: 'Completed, but its money was not taken.' },
  PAYMENT_ACTION: {
    limit: 'attentionSeconds',
    outcome: 'RAISE',
    why: 'An additional payment waits for what the customer must do.',
  },
  // Authorized or not: of a cancelled order that is not told, so its money may be held all the same.
  VOID: { limit: 'attentionSeconds', outcome: 'RAISE', why: 'Cancelled, but nothing was heard of its money.' },
  REFUND: { limit: 'attentionSeconds', outcome: 'RAISE', why: 'Cancelled, but the money was not given back.' },
  EDIT: {
    limit: 'attentionSeconds',
    outcome: 'RAISE',
    why: 'An edit waits for parcels to be taken back, or for stock.',
  },
  RETURN_REFUND: {
    limit: 'attentionSeconds',
    outcome: 'RAISE',
    why: 'A return has arrived, but the money was not given back.',
  },
}

export const WAITING_STATE_NAMES = Object.keys(WAITING_STATES) as WaitingStateName[]
