import type { EventContract } from '@shop/schema/events/define-event'
import { StockLow } from '@shop/schema/events/inventory'
import type { EventMoney } from '@shop/schema/events/money'
import {
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderEdited,
  OrderPaymentStatusChanged,
  OrderPlaced,
  ReturnReceived,
  ShipmentCreated,
  ShipmentStatusChanged,
} from '@shop/schema/events/orders'
import { RefundSettled } from '@shop/schema/events/payments'
import { VariantChanged } from '@shop/schema/events/products'
import { toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'

/** An event that merchants can be told. */
export type WebhookEvent = {
  /** The name that they subscribe to. */
  name: string
  description: string
  version: number
  contract: EventContract
  /** What they are told of it, and nothing else: an event also has what is no business of others, or may get it one day. */
  describe(data: unknown): Record<string, unknown>
}

function offer<Data>(
  name: string,
  contract: EventContract<string, Data>,
  description: string,
  describe: (data: Data) => Record<string, unknown>,
): WebhookEvent {
  return { name, description, version: 1, contract, describe: (data) => describe(contract.parse(data)) }
}

const money = ({ amount, currencyCode }: EventMoney) => toMoney(amount, currencyCode)
const order = ({ orderId, number }: { orderId: string; number: string }) => ({
  order: { id: toGlobalId('Order', orderId), number },
})
const variant = (variantId: string) => toGlobalId('ProductVariant', variantId)
const units = ({ variantId, quantity }: { variantId: string; quantity: number }) => ({
  variantId: variant(variantId),
  quantity,
})
const lines = (all: readonly { variantId: string; quantity: number; unitPrice: EventMoney }[]) =>
  all.map((line) => ({ ...units(line), unitPrice: money(line.unitPrice) }))
const shipment = (data: { shipmentId: string; carrier: string; trackingCode: string }) => ({
  id: toGlobalId('Shipment', data.shipmentId),
  carrier: data.carrier,
  trackingCode: data.trackingCode,
})

/** Everything that merchants can be told. Who bought, where it goes and how it is paid are asked of the API, with a token. */
export const webhookEvents: readonly WebhookEvent[] = [
  offer('order.placed', OrderPlaced, 'An order was placed; stock and payment are being settled.', (data) => ({
    ...order(data),
    total: money(data.total),
    lines: lines(data.lines),
  })),
  offer('order.confirmed', OrderConfirmed, 'Stock is set aside and payment authorized.', order),
  offer('order.edited', OrderEdited, 'An order was changed; the data is what it is now.', (data) => ({
    ...order(data),
    version: data.version,
    total: money(data.total),
    lines: lines(data.lines),
  })),
  offer(
    'order.payment_status_changed',
    OrderPaymentStatusChanged,
    'Where the money of an order stands changed.',
    (data) => ({
      ...order(data),
      paymentStatus: data.paymentStatus,
    }),
  ),
  offer('order.cancelled', OrderCancelled, 'An order will not be delivered.', (data) => ({
    ...order(data),
    reason: data.reason,
  })),
  offer('order.delivered', OrderDelivered, 'All parcels of an order were delivered.', order),
  offer('shipment.created', ShipmentCreated, 'A parcel was announced to the carrier.', (data) => ({
    ...order(data),
    shipment: shipment(data),
  })),
  offer(
    'shipment.status_changed',
    ShipmentStatusChanged,
    'A report of its carrier changed where a parcel stands.',
    (data) => ({
      ...order(data),
      shipment: { ...shipment(data), status: data.status },
    }),
  ),
  offer('return.received', ReturnReceived, 'Goods came back.', (data) => ({
    ...order(data),
    returnId: toGlobalId('Return', data.returnId),
    refund: money(data.refund),
    lines: data.lines.map(units),
  })),
  offer('refund.settled', RefundSettled, 'Money was given back.', (data) => ({
    orderId: toGlobalId('Order', data.orderId),
    refundId: toGlobalId('Refund', data.refundId),
    amount: money(data.amount),
    refundedTotal: money(data.refundedTotal),
    capturedTotal: money(data.capturedTotal),
  })),
  offer('stock.low', StockLow, 'The units of a variant at a location fell to its threshold or below.', (data) => ({
    variantId: variant(data.variantId),
    locationId: toGlobalId('Location', data.locationId),
    available: data.available,
    threshold: data.threshold,
  })),
  offer(
    'product_variant.changed',
    VariantChanged,
    'A variant was created or changed; the data is what it is now.',
    (data) => ({
      variantId: variant(data.variantId),
      productId: toGlobalId('Product', data.productId),
      version: data.version,
      sku: data.sku,
      title: data.title,
      variantTitle: data.variantTitle,
      price: money(data.price),
      listed: data.listed,
    }),
  ),
]

/** Not an event of the shop, but what pingWebhookEndpoint sends. */
export const PING = 'webhook.ping'

/** The body of a message, as it is signed and sent. */
export function webhookBody(message: {
  type: string
  version: number
  timestamp: string
  data: Record<string, unknown>
}): string {
  return JSON.stringify(message)
}
