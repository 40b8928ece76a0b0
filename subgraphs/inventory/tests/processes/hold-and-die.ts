// A process of inventory that holds a cart's units for a second and is killed (kill -9) while it does.
// Arguments: URL of the database, the variant, the cart.
import { createInProcessBus } from '@shop/events/in-process-bus'
import { CheckoutStarted } from '@shop/schema/events/orders'
import { systemClock } from '@shop/subgraph/clock'
import { createLog } from '@shop/subgraph/log'
import { publishEvent } from '@shop/testkit/events'
import { createTestTokens } from '@shop/testkit/tokens'
import { randomUUID } from 'node:crypto'
import { createSubgraph } from '../../src/subgraph.ts'

const [databaseUrl = '', variantId = '', cartId = ''] = process.argv.slice(2)
const log = createLog({ name: 'hold-and-die', level: 'error' })
const bus = createInProcessBus({ log })
const { verifyToken } = await createTestTokens(log)
const config = { holdGraceSeconds: 0, timerIntervalMs: 50 }
await createSubgraph(config, { databaseUrl, bus, verifyToken, log, clock: systemClock })
await publishEvent(bus, CheckoutStarted, cartId, {
  cartId,
  ownerId: randomUUID(),
  revision: 1,
  lines: [{ variantId, quantity: 2 }],
  expiresAt: new Date(Date.now() + 1_000).toISOString(),
})
process.kill(process.pid, 'SIGKILL')
