import { demoPassword } from '@shop/prisma/demo/people'
import { waitUntil } from '@shop/testkit/wait-until'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { auditShop, expectCleanAudit } from './audit.ts'
import { openDatabases } from './databases.ts'
import type { Databases } from './databases.ts'
import { signIn } from './shop-client.ts'
import { findVariants, placeOrder } from './shopping.ts'
import { startStandaloneShop } from './topologies.ts'
import type { TestShop } from './topologies.ts'

let shop: TestShop
let databases: Databases

beforeAll(async () => {
  shop = await startStandaloneShop()
  databases = await openDatabases(shop.databaseUrl)
  const ada = await signIn(shop.url, 'ada@example.com', demoPassword)
  const [variant = '', other = ''] = await findVariants(ada)
  await placeOrder(ada, variant)
  await placeOrder(ada, other, { paymentMethod: 'pm_card_chargeDeclined' })
  const open = `SELECT count(*)::int FROM orders WHERE status IN ('PENDING', 'CONFIRMED')`
  await waitUntil(async () => (await databases.value('orders', open)) === 0, { what: 'both orders to be final' })
})
afterAll(async () => {
  await databases?.close()
  await shop?.stop()
})

it('the audit of a shop at rest finds nothing, in its seeded orders and in new ones', async () => {
  await expectCleanAudit(shop.databaseUrl)
})

const NEWEST = '(SELECT id FROM orders ORDER BY sequence DESC LIMIT 1)'
const A_LEVEL = '(SELECT stock_level_id FROM allocations LIMIT 1)'
const A_PAYMENT = '(SELECT id FROM payments ORDER BY created_at DESC LIMIT 1)'

// The relay mends an unpublished event by itself. What must never happen, done by hand, one after the other.
it.each([
  [
    'users',
    `INSERT INTO dead_letters VALUES (gen_random_uuid(), 'users', gen_random_uuid(), '{"type": "X"}', 12, 'no', now())`,
    'dead letter: X',
  ],
  ['orders', `UPDATE orders SET total = total + 1, shipping_total = shipping_total + 1 WHERE id = ${NEWEST}`, 'costs'],
  ['orders', `UPDATE orders SET payment_status = 'PAID' WHERE id = ${NEWEST}`, 'its money PAID'],
  ['inventory', `UPDATE stock_levels SET on_hand = on_hand + 1 WHERE id = ${A_LEVEL}`, 'its movements say'],
  ['inventory', `UPDATE stock_levels SET reserved = 1 WHERE id = ${A_LEVEL}`, '1 reserved'],
  [
    'inventory',
    `INSERT INTO stock_movements (stock_level_id, kind, on_hand_delta, reserved_delta, order_id)
     SELECT ${A_LEVEL}, 'SALE', -1, 0, order_id FROM reservations`,
    'inventory moved',
  ],
  ['inventory', `UPDATE reservations SET status = 'RESERVED'`, 'is still RESERVED'],
  ['payments', `UPDATE sandbox_intents SET amount_captured = 2 * amount_captured`, 'the provider'],
  ['payments', `UPDATE sandbox_intents SET status = 'requires_capture'`, 'still holds money'],
  [
    'payments',
    `UPDATE payments SET amount_captured = 0, status = 'CANCELED' WHERE amount_refunded = 0 AND amount_captured > 0`,
    'but 0 was captured',
  ],
  [
    'payments',
    `UPDATE payments SET operation = 'CANCEL', due_at = now() + interval '1 day' WHERE id = ${A_PAYMENT}`,
    'not at rest',
  ],
])('the audit tells when in %s somebody does: %s', async (database, sabotage, fault) => {
  const before = new Set(await auditShop(shop.databaseUrl))
  await databases.value(database, sabotage)
  const news = (await auditShop(shop.databaseUrl)).filter((text) => !before.has(text))
  expect(news.join('\n')).toContain(fault)
})
