import { demoPassword } from '@shop/prisma/demo/people'
import { waitUntil } from '@shop/testkit/wait-until'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectCleanAudit } from '../shop/audit.ts'
import { signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { findVariants, placeOrder, setStock, unitsAvailable } from '../shop/shopping.ts'
import { topologies } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'

const FOLLOW_ORDER = `subscription ($orderId: ID!) {
  orderUpdated(orderId: $orderId) {
    version status paymentStatus fulfillmentStatus cancelReason
    customer { givenName }
    lines { title variant { sku product { title category { title } } availability { status } } }
    payments { status amount { amount } amountCaptured { amount } }
    amountDue { amount }
    shipments { status location { city } }
  }
}`
const FOLLOW_DELIVERY = `subscription ($orderId: ID!) {
  deliveryUpdated(orderId: $orderId) { id status trackingCode trackingEvents { status message } order { status } }
}`

describe.each(topologies.filter((topology) => topology.available))('an order in the $name topology', ({ start }) => {
  let shop: TestShop
  let ada: ShopClient
  let staff: ShopClient
  let variants: string[]

  beforeAll(async () => {
    shop = await start()
    ada = await signIn(shop.url, 'ada@example.com', demoPassword)
    staff = await signIn(shop.url, 'staff@example.com', demoPassword)
    variants = await findVariants(staff)
  })
  afterAll(async () => {
    await ada?.close()
    await shop?.stop()
  })

  const distinct = (values: string[]) => values.filter((value, index) => value !== values[index - 1])

  it('is followed from PENDING to DELIVERED, with fields of every subgraph in each message', async () => {
    const variantId = variants[0] ?? ''
    const before = await unitsAvailable(ada, variantId)
    const orderId = await placeOrder(ada, variantId, { quantity: 2 })
    const order = ada.follow(FOLLOW_ORDER, { orderId })
    const delivery = ada.follow(FOLLOW_DELIVERY, { orderId })
    await Promise.all([order.ended, delivery.ended])

    const states = order.told.map((answer) => answer.data.orderUpdated)
    expect(order.told.flatMap((answer) => answer.errors ?? [])).toEqual([])
    expect(distinct(states.map((state) => state.status))).toEqual(expect.arrayContaining(['CONFIRMED', 'COMPLETED']))
    const versions = states.map((state) => state.version)
    expect(versions).toEqual(versions.toSorted((one, other) => one - other))
    const last = states.at(-1)
    expect(last).toMatchObject({
      status: 'COMPLETED',
      paymentStatus: 'PAID',
      fulfillmentStatus: 'FULFILLED',
      cancelReason: null,
      customer: { givenName: 'Ada' },
      payments: [{ status: 'SUCCEEDED' }],
      amountDue: { amount: '0.00' },
    })
    expect(last.lines[0].variant.product.title).toEqual(expect.any(String))
    expect(last.shipments[0].location.city).toEqual(expect.any(String))

    const parcel = delivery.told.map((answer) => answer.data.deliveryUpdated)
    expect(distinct(parcel.map((state) => state.status)).at(-1)).toBe('DELIVERED')
    expect(distinct(parcel.at(-1).trackingEvents.map((event: { status: string }) => event.status))).toEqual([
      'PRE_TRANSIT',
      'IN_TRANSIT',
      'OUT_FOR_DELIVERY',
      'DELIVERED',
    ])
    expect(await unitsAvailable(ada, variantId)).toBe(before - 2)
  })

  it('is cancelled and its stock released when the card is declined', async () => {
    const variantId = variants[1] ?? ''
    const before = await unitsAvailable(ada, variantId)
    const orderId = await placeOrder(ada, variantId, { paymentMethod: 'pm_card_chargeDeclined' })
    const order = ada.follow(FOLLOW_ORDER, { orderId })
    await order.ended
    expect(order.told.at(-1)?.data.orderUpdated).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'PAYMENT_FAILED',
      paymentStatus: 'FAILED',
    })
    await waitUntil(async () => (await unitsAvailable(ada, variantId)) === before, { what: 'the stock to be back' })
  })

  it('is cancelled without a payment when there is no stock', async () => {
    const variantId = variants[2] ?? ''
    await setStock(staff, variantId, 1)
    const orderId = await placeOrder(ada, variantId, { quantity: 2 })
    const order = ada.follow(FOLLOW_ORDER, { orderId })
    await order.ended
    const last = order.told.at(-1)?.data.orderUpdated
    expect(last).toMatchObject({ status: 'CANCELLED', cancelReason: 'OUT_OF_STOCK', paymentStatus: 'VOIDED' })
    expect(last.payments.map((payment: { status: string }) => payment.status)).toEqual(['CANCELED'])
    expect(await unitsAvailable(ada, variantId)).toBe(1)
  })

  it('waits for the customer when the bank wants more, and goes on when they confirm', async () => {
    const orderId = await placeOrder(ada, variants[3] ?? '', { paymentMethod: 'pm_card_authenticationRequired' })
    const order = ada.follow(FOLLOW_ORDER, { orderId })
    const query = `query ($id: ID!) { order(id: $id) { paymentStatus payments { id status nextAction { redirectUrl } } } }`
    const read = async () => (await ada.ask(query, { id: orderId })).data.order
    await waitUntil(async () => (await read()).paymentStatus === 'REQUIRES_ACTION', { what: 'REQUIRES_ACTION' })
    const [payment] = (await read()).payments
    expect(payment.nextAction.redirectUrl).toMatch(/^http|^\//)
    const confirm = `mutation ($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { __typename } }`
    const { data } = await ada.ask(confirm, { input: { idempotencyKey: orderId, paymentId: payment.id } })
    expect(data.confirmPayment.__typename).toBe('ConfirmPaymentSuccess')
    await order.ended
    expect(order.told.at(-1)?.data.orderUpdated).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID' })
  })

  it('gives money and stock back when it is cancelled before a carrier has it', async () => {
    const variantId = variants[4] ?? ''
    const before = await unitsAvailable(ada, variantId)
    const orderId = await placeOrder(ada, variantId, { paymentMethod: 'pm_card_authenticationRequired' })
    const cancel = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { order { status } userErrors { code } } }`
    const { data } = await ada.ask(cancel, { input: { idempotencyKey: orderId, orderId } })
    expect(data.cancelOrder).toEqual({ order: { status: 'CANCELLED' }, userErrors: [] })
    await waitUntil(async () => (await unitsAvailable(ada, variantId)) === before, { what: 'the stock to be back' })
  })

  it('leaves five databases that agree on orders, stock and money, and outboxes that are empty', async () => {
    await expectCleanAudit(shop.databaseUrl)
  })
})
