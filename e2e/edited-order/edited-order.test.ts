import { demoPassword } from '@shop/prisma/demo/people'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectCleanAudit } from '../shop/audit.ts'
import { openDatabases } from '../shop/databases.ts'
import { signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { findVariants, placeOrder, setStock, unitsAvailable } from '../shop/shopping.ts'
import { tellEverythingAgain } from '../shop/tell-again.ts'
import { startStandaloneShop } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'

const ORDER = `query ($id: ID!) { order(id: $id) { id version status paymentStatus total { amount } amountDue { amount }
  lines { id quantity variant { id } } edits { status shortages { requested available } } pendingEdit { id }
  payments { amountCaptured { amount } amountRefunded { amount } } } }`
const EDIT = `mutation ($input: EditOrderInput!) { editOrder(input: $input) { edit { status } userErrors { code field } } }`
const RESERVATION = `query ($orderId: ID!) { reservation(orderId: $orderId) { allocations { variant { id } location { id } quantity } } }`
const SHIP = `mutation ($input: CreateShipmentInput!) { createShipment(input: $input) { userErrors { code field } } }`

type Order = {
  id: string
  version: number
  status: string
  paymentStatus: string
  total: { amount: string }
  amountDue: { amount: string } | null
  lines: { id: string; quantity: number; variant: { id: string } }[]
  edits: { status: string; shortages: { requested: number }[] }[]
  pendingEdit: { id: string } | null
  payments: { amountCaptured: { amount: string }; amountRefunded: { amount: string } }[]
}

let shop: TestShop
let ada: ShopClient
let staff: ShopClient
let shirt = ''
let lamp = ''

beforeAll(async () => {
  // Nothing is sent before staff say so, so there is time to change one's mind.
  shop = await startStandaloneShop({ ORDER_MANUAL_FULFILLMENT: 'true' })
  ada = await signIn(shop.url, 'ada@example.com', demoPassword)
  staff = await signIn(shop.url, 'staff@example.com', demoPassword)
  const variants = await findVariants(ada)
  shirt = variants[0] ?? ''
  lamp = variants[1] ?? ''
  await setStock(staff, shirt, 5)
  await setStock(staff, lamp, 5)
})
afterAll(() => shop?.stop())

const read = async (id: string): Promise<Order> => (await ada.ask(ORDER, { id })).data.order
const cents = (amount: string) => Math.round(Number(amount) * 100)
const paidFor = ({ payments }: Order) =>
  payments.reduce((sum, one) => sum + cents(one.amountCaptured.amount) - cents(one.amountRefunded.amount), 0)

/** Edits as the customer, and waits until the edit is settled and the money fits. */
async function edit(id: string, changes: (order: Order) => object): Promise<Order> {
  const before = await read(id)
  const input = { idempotencyKey: randomUUID(), orderId: id, expectedVersion: before.version, ...changes(before) }
  const { data } = await ada.ask(EDIT, { input })
  expect(data.editOrder.userErrors).toEqual([])
  return waitUntil(
    async () => {
      const now = await read(id)
      const isSettled = now.edits.length > before.edits.length && now.pendingEdit === null
      return isSettled && paidFor(now) === cents(now.total.amount) && now
    },
    { what: 'the edit to be settled', timeoutMs: 30_000 },
  )
}

it('an order is changed three times, each time stock and money follow, and what is left is sent', async () => {
  const id = await placeOrder(ada, shirt, { quantity: 3 })
  await waitUntil(async () => (await read(id)).paymentStatus === 'PAID', { what: 'the order to be paid' })
  const first = await read(id)

  const more = await edit(id, ({ lines }) => ({
    lines: [{ orderLineId: lines[0]?.id, quantity: 4 }],
    addLines: [{ variantId: lamp, quantity: 2 }],
  }))
  expect(more).toMatchObject({ edits: [{ status: 'APPLIED' }], lines: [{ quantity: 4 }, { quantity: 2 }] })
  expect(cents(more.total.amount)).toBeGreaterThan(cents(first.total.amount))
  expect([await unitsAvailable(ada, shirt), await unitsAvailable(ada, lamp)]).toEqual([1, 3])

  const tooMany = await edit(id, ({ lines }) => ({ lines: [{ orderLineId: lines[0]?.id, quantity: 6 }] }))
  expect(tooMany.edits[1]).toMatchObject({ status: 'REJECTED', shortages: [{ requested: 6 }] })
  expect(tooMany.total).toEqual(more.total)

  const less = await edit(id, ({ lines }) => ({
    lines: [
      { orderLineId: lines[0]?.id, quantity: 0 },
      { orderLineId: lines[1]?.id, quantity: 1 },
    ],
  }))
  expect(less).toMatchObject({ lines: [{ quantity: 1, variant: { id: lamp } }] })
  expect([await unitsAvailable(ada, shirt), await unitsAvailable(ada, lamp)]).toEqual([5, 4])

  const { data } = await staff.ask(RESERVATION, { orderId: id })
  const [allocation] = data.reservation.allocations
  const lines = [{ orderLineId: less.lines[0]?.id, quantity: 1 }]
  const input = { idempotencyKey: randomUUID(), orderId: id, locationId: allocation.location.id, lines }
  expect((await staff.ask(SHIP, { input })).data.createShipment.userErrors).toEqual([])
  const done = await waitUntil(
    async () => {
      const now = await read(id)
      return now.status === 'COMPLETED' && now
    },
    { what: 'the order to be delivered', timeoutMs: 30_000 },
  )
  expect(paidFor(done)).toBe(cents(done.total.amount))
  await expectCleanAudit(shop.databaseUrl)
})

it('and nothing changes when all that was ever told comes again in another order', async () => {
  const databases = await openDatabases(shop.databaseUrl)
  const before = await databases.rowCounts()
  const types = await tellEverythingAgain(databases)
  // Of stock, money, parcels and edits.
  const some = ['OrderEdited', 'StockReservationAdjusted', 'PaymentCaptured', 'RefundSettled', 'OrderDelivered']
  expect([...types]).toEqual(expect.arrayContaining(some))
  expect(await databases.rowCounts()).toEqual(before)
  await databases.close()
  await expectCleanAudit(shop.databaseUrl)
})
