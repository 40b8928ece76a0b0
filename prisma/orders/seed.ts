import { products } from '../demo/catalogue.ts'
import { demoCategories } from '../demo/categories.ts'
import type { DemoShipment } from '../demo/order-shipment.ts'
import { nextOrderSequence, orders, type DemoOrder } from '../demo/orders.ts'
import { demoNow } from '../demo/people.ts'
import { demoId } from '../demo/random.ts'
import { demoZones, taxIn, taxInPricesOf, type DemoTaxRate } from '../demo/zones.ts'
import { seedDatabase } from '../seed-database.ts'
import type { SeedOptions, SeedWriter } from '../seed-database.ts'

const YEAR = 365 * 86_400_000

/** Fills orders: what it knows of the catalogue, promotions, zones with taxes and deliveries, and the past orders of the demo users. */
export async function seed(databaseUrl: string, { scale, log }: SeedOptions): Promise<void> {
  let count = 0
  let historyPosition = 0
  const filled = await seedDatabase(databaseUrl, 'catalogue_variants', async (writer) => {
    await insertCatalogue(writer, scale)
    await insertPromotions(writer)
    await insertZones(writer)
    for (const order of orders(scale)) {
      await insertOrder(writer, order)
      await insertHistory(writer, order, () => (historyPosition += 1))
      if (order.shipment) await insertShipment(writer, order, order.shipment)
      count += 1
    }
    await writer.flush()
    await writer.query(`SELECT setval('orders_sequence_seq', $1, false)`, [nextOrderSequence(scale)])
    await writer.query(`SELECT setval('order_history_position_seq', $1)`, [historyPosition])
  })
  if (filled) log(`orders: ${count} orders`)
}

async function insertCatalogue({ insert }: SeedWriter, scale: number): Promise<void> {
  const parents = new Map(demoCategories.map(({ id, parentId }) => [id, parentId]))
  const pathOf = (id: string): string[] => {
    const parent = parents.get(id)
    return parent ? [...pathOf(parent), id] : [id]
  }
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
        weight_grams: variant.weightGrams,
        tax_class: variant.taxClass,
        category_ids: pathOf(product.categoryId),
      })
    }
  }
}

async function insertPromotions({ insert }: SeedWriter): Promise<void> {
  const common = {
    kind: 'PERCENTAGE',
    code: null,
    percentage_off: null,
    amount_off: null,
    buy_quantity: null,
    get_quantity: null,
    minimum_subtotal: null,
    combinable: false,
    starts_at: null,
    ends_at: null,
    usage_limit: null,
    usage_limit_per_customer: null,
    usage_count: 0,
    created_at: demoNow,
  }
  const ended = new Date(demoNow.getTime() - YEAR / 2)
  const promotions = [
    { title: 'Welcome: 10 % off', code: 'WELCOME10', percentage_off: 10 },
    { title: 'Spring sale: 25 % off', code: 'SPRING25', percentage_off: 25, ends_at: ended, usage_limit: 500 },
    {
      title: 'Three for two',
      code: 'THREEFORTWO',
      kind: 'BUY_X_GET_Y',
      percentage_off: 100,
      buy_quantity: 2,
      get_quantity: 1,
    },
    {
      title: 'Free delivery',
      code: 'FREESHIPPING',
      kind: 'FREE_SHIPPING',
      combinable: true,
      usage_limit_per_customer: 3,
    },
    {
      title: '20.00 off from 300.00 on',
      kind: 'FIXED_AMOUNT',
      amount_off: 2_000,
      minimum_subtotal: 30_000,
      combinable: true,
    },
  ]
  for (const [index, promotion] of promotions.entries()) {
    await insert('promotions', { ...common, id: demoId('promotion', index), ...promotion })
  }
}

async function insertZones({ insert }: SeedWriter): Promise<void> {
  for (const zone of demoZones) {
    const zone_id = zone.id
    await insert('zones', {
      id: zone_id,
      name: zone.name,
      prices_include_tax: zone.pricesIncludeTax,
      created_at: demoNow,
    })
    for (const [index, { countryCode, region = null, postalPrefix = null }] of zone.areas.entries()) {
      const area = { country_code: countryCode, region, postal_prefix: postalPrefix }
      await insert('zone_areas', { zone_id, position: index + 1, ...area })
    }
    for (const [index, { taxClass, title, ratePpm }] of zone.taxRates.entries()) {
      await insert('tax_rates', { zone_id, position: index + 1, tax_class: taxClass, title, rate_ppm: ratePpm })
    }
    for (const [position, { id, title, basis, bands }] of zone.shippingMethods.entries()) {
      await insert('shipping_methods', { id, zone_id, title, basis, position, created_at: demoNow })
      for (const [from_value, price] of bands) await insert('shipping_bands', { method_id: id, from_value, price })
    }
  }
}

/** The taxes that are in the prices of an order, as its receipt shows them. */
function taxOf(order: DemoOrder) {
  const taxLines = new Map<string, { title: string; ratePpm: number; taxable: number; amount: number }>()
  const take = (price: number, taxClass: DemoTaxRate['taxClass']): number => {
    const rate = taxInPricesOf(order.shippingAddress.countryCode, taxClass)
    if (!rate) return 0
    const { title, ratePpm } = rate
    const amount = taxIn(price, rate)
    const line = taxLines.get(title) ?? { title, ratePpm, taxable: 0, amount: 0 }
    taxLines.set(title, { ...line, taxable: line.taxable + price - amount, amount: line.amount + amount })
    return amount
  }
  const lines = order.lines.map(({ quantity, unitPrice, taxClass }) => take(quantity * unitPrice, taxClass))
  const shipping = take(order.shippingTotal, 'STANDARD')
  return { lines, shipping, total: lines.reduce((sum, tax) => sum + tax, shipping), taxLines: [...taxLines.values()] }
}

async function insertOrder({ insert }: SeedWriter, order: DemoOrder): Promise<void> {
  const { shippingAddress: address } = order
  const tax = taxOf(order)
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
    tax_total: tax.total,
    shipping_tax: tax.shipping,
    tax_lines: tax.taxLines,
    shipping_method: 'Standard',
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
  for (const [index, line] of order.lines.entries()) {
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
      tax: tax.lines[index],
    })
  }
}

async function insertHistory({ insert }: SeedWriter, order: DemoOrder, nextPosition: () => number): Promise<void> {
  const record = (kind: string, message: string, occurred_at: Date, actor_id: string | null = null) =>
    insert('order_history', {
      position: nextPosition(),
      order_id: order.id,
      kind,
      message,
      actor_kind: actor_id === null ? 'SYSTEM' : 'CUSTOMER',
      actor_id,
      occurred_at,
    })
  await record('PLACED', `The order was placed, with ${order.lines.length} lines.`, order.placedAt, order.customerId)
  if (order.confirmedAt) await record('CONFIRMED', 'Stock and money are set aside.', order.confirmedAt)
  if (order.completedAt) await record('COMPLETED', 'Every parcel has arrived.', order.completedAt)
  if (!order.cancelledAt) return
  const actor = order.cancelReason === 'CUSTOMER' ? order.customerId : null
  await record('CANCELLED', `The order was cancelled (${order.cancelReason}).`, order.cancelledAt, actor)
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
