import { products } from '../demo/catalogue.ts'
import type { DemoShipment } from '../demo/order-shipment.ts'
import { nextOrderSequence, orders, type DemoOrder } from '../demo/orders.ts'
import { demoNow } from '../demo/people.ts'
import { demoId } from '../demo/random.ts'
import { seedDatabase } from '../seed-database.ts'
import type { SeedOptions, SeedWriter } from '../seed-database.ts'

const YEAR = 365 * 86_400_000

/** Fills orders: what it knows of the catalogue, two promotions, and the past orders of the demo users. */
export async function seed(databaseUrl: string, { scale, log }: SeedOptions): Promise<void> {
  let count = 0
  const filled = await seedDatabase(databaseUrl, 'catalogue_variants', async (writer) => {
    await insertCatalogue(writer, scale)
    await insertPromotions(writer)
    for (const order of orders(scale)) {
      await insertOrder(writer, order)
      if (order.shipment) await insertShipment(writer, order, order.shipment)
      count += 1
    }
    await writer.flush()
    await writer.query(`SELECT setval('orders_sequence_seq', $1, false)`, [nextOrderSequence(scale)])
  })
  if (filled) log(`orders: ${count} orders`)
}

async function insertCatalogue({ insert }: SeedWriter, scale: number): Promise<void> {
  for (const product of products(scale)) {
    for (const variant of product.variants) {
      await insert('catalogue_variants', {
        variant_id: variant.id,
        product_id: product.id,
        // The state that products begins with; the first change there is version 2.
        version: 1,
        sku: variant.sku,
        title: product.title,
        variant_title: variant.title,
        price: variant.priceAmount,
        currency_code: variant.currencyCode,
        listed: variant.listed,
      })
    }
  }
}

async function insertPromotions({ insert }: SeedWriter): Promise<void> {
  const common = { starts_at: null, usage_limit: null, usage_count: 0, created_at: demoNow }
  await insert('promotions', {
    ...common,
    id: demoId('promotion', 0),
    code: 'WELCOME10',
    percentage_off: 10,
    ends_at: null,
  })
  await insert('promotions', {
    ...common,
    id: demoId('promotion', 1),
    code: 'SPRING25',
    percentage_off: 25,
    ends_at: new Date(demoNow.getTime() - YEAR / 2),
    usage_limit: 500,
  })
}

async function insertOrder({ insert }: SeedWriter, order: DemoOrder): Promise<void> {
  const { shippingAddress: address } = order
  await insert('orders', {
    id: order.id,
    sequence: order.sequence,
    owner_id: order.customerId,
    owner_kind: 'USER',
    email: order.email,
    status: order.status,
    payment_status: order.paymentStatus,
    fulfillment_status: order.fulfillmentStatus,
    cancel_reason: order.cancelReason,
    currency_code: order.currencyCode,
    subtotal: order.subtotal,
    discount_total: order.discountTotal,
    shipping_total: order.shippingTotal,
    total: order.total,
    recipient: address.recipient,
    line1: address.line1,
    line2: address.line2,
    city: address.city,
    postal_code: address.postalCode,
    country_code: address.countryCode,
    // Placed, confirmed, authorized, paid, announced, a report each, completed; or cancelled and settled.
    version: order.shipment ? 6 + order.shipment.trackingEvents.length : 3,
    placed_at: order.placedAt,
    confirmed_at: order.confirmedAt,
    cancelled_at: order.cancelledAt,
    completed_at: order.completedAt,
    updated_at: order.completedAt ?? order.payment.updatedAt,
  })
  for (const line of order.lines) {
    await insert('order_lines', {
      id: line.id,
      order_id: order.id,
      position: line.position,
      variant_id: line.variantId,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity,
      currency_code: order.currencyCode,
      unit_price: line.unitPrice,
      discount: 0,
    })
  }
}

async function insertShipment({ insert }: SeedWriter, order: DemoOrder, shipment: DemoShipment): Promise<void> {
  await insert('shipments', {
    id: shipment.id,
    order_id: order.id,
    location_id: shipment.locationId,
    status: shipment.status,
    status_at: shipment.deliveredAt,
    version: 2 + shipment.trackingEvents.length,
    carrier: shipment.carrier,
    tracking_code: shipment.trackingCode,
    estimated_delivery_at: shipment.estimatedDeliveryAt,
    delivered_at: shipment.deliveredAt,
    created_at: shipment.createdAt,
    carrier_attempts: 0,
  })
  for (const line of order.lines) {
    await insert('shipment_lines', { shipment_id: shipment.id, order_line_id: line.id, quantity: line.quantity })
    await insert('order_allocations', {
      order_id: order.id,
      variant_id: line.variantId,
      location_id: shipment.locationId,
      quantity: line.quantity,
    })
  }
  for (const [index, event] of shipment.trackingEvents.entries()) {
    await insert('tracking_events', {
      id: event.id,
      shipment_id: shipment.id,
      report_id: `${shipment.trackingCode}-${index}`,
      status: event.status,
      message: event.message,
      city: event.city,
      country_code: event.countryCode,
      occurred_at: event.occurredAt,
      recorded_at: event.occurredAt,
    })
  }
}
