/** What a notification can be about. */
export type NotificationKind =
  | 'WELCOME'
  | 'ORDER_CONFIRMED'
  | 'ORDER_CANCELLED'
  | 'SHIPMENT_CREATED'
  | 'OUT_FOR_DELIVERY'
  | 'ORDER_DELIVERED'
  | 'WEBHOOK_DISABLED'

/** The words of a notification: one line, and a sentence or two. */
export type NotificationText = { kind: NotificationKind; title: string; body: string }

// By OrderCancelReason; money that was taken goes back whatever the reason is.
const CANCEL_REASONS: Record<string, string> = {
  CUSTOMER: 'You cancelled it.',
  STAFF: 'The shop had to cancel it.',
  OUT_OF_STOCK: 'Something that you ordered was sold out.',
  PAYMENT_FAILED: 'The payment did not go through.',
  EXPIRED: 'Stock or payment could not be settled in time.',
  UNDELIVERABLE: 'The parcel could not be delivered and came back to us.',
}

export function welcomeText(givenName: string): NotificationText {
  return {
    kind: 'WELCOME',
    title: `Welcome, ${givenName}`,
    body: 'Your account is ready. Orders that you place from now on are found in it.',
  }
}

export function orderConfirmedText(number: string): NotificationText {
  return {
    kind: 'ORDER_CONFIRMED',
    title: `Order ${number} is confirmed`,
    body: 'Everything is in stock and your payment is settled. We will tell you when it is on its way.',
  }
}

export function orderCancelledText(number: string, reason: string): NotificationText {
  return {
    kind: 'ORDER_CANCELLED',
    title: `Order ${number} is cancelled`,
    body: `${CANCEL_REASONS[reason] ?? 'It will not be delivered.'} What you have paid for it is given back.`,
  }
}

export function shipmentCreatedText(number: string, carrier: string, trackingCode: string): NotificationText {
  return {
    kind: 'SHIPMENT_CREATED',
    title: `A parcel of order ${number} is on its way`,
    body: `${carrier} carries it under the tracking code ${trackingCode}.`,
  }
}

export function outForDeliveryText(number: string, carrier: string): NotificationText {
  return {
    kind: 'OUT_FOR_DELIVERY',
    title: `A parcel of order ${number} arrives today`,
    body: `${carrier} has it out for delivery.`,
  }
}

export function orderDeliveredText(number: string): NotificationText {
  return {
    kind: 'ORDER_DELIVERED',
    title: `Order ${number} is delivered`,
    body: 'All its parcels have arrived. We hope that you enjoy what is in them.',
  }
}

/** `reason` is a WebhookDisabledReason. */
export function webhookDisabledText(url: string, reason: string): NotificationText {
  const why =
    reason === 'GONE' ? 'It answered that it is gone (410).' : 'It took no message for three days, whatever was tried.'
  return {
    kind: 'WEBHOOK_DISABLED',
    title: 'A webhook was switched off',
    body: `${url} is told nothing any more. ${why} What waits for it is sent when it is switched on again.`,
  }
}
