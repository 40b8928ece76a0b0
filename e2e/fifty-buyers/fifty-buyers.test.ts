import { demoPassword } from '@shop/prisma/demo/people'
import { waitUntil } from '@shop/testkit/wait-until'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectCleanAudit } from '../shop/audit.ts'
import { asGuest, signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { findVariants, placeOrder, setStock, unitsAvailable } from '../shop/shopping.ts'
import { topologies } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'

describe.each(topologies.filter((topology) => topology.available))(
  'fifty buyers in the $name topology',
  ({ start }) => {
    let shop: TestShop
    let staff: ShopClient

    beforeAll(async () => {
      shop = await start()
      staff = await signIn(shop.url, 'staff@example.com', demoPassword)
    })
    afterAll(() => shop?.stop())

    it('get exactly the ten units that there are, and the others are told so', async () => {
      const [variantId = ''] = await findVariants(staff)
      await setStock(staff, variantId, 10)
      const buyers = await Promise.all(Array.from({ length: 50 }, () => asGuest(shop.url)))
      const orderIds = await Promise.all(buyers.map(({ client }) => placeOrder(client, variantId)))

      const outcome = async (client: ShopClient, id: string): Promise<string> => {
        const query = `query ($id: ID!) { order(id: $id) { status cancelReason paymentStatus } }`
        const { status, cancelReason, paymentStatus } = (await client.ask(query, { id })).data.order
        return status === 'CANCELLED' ? `${status} ${cancelReason}` : `${status} ${paymentStatus}`
      }
      const outcomes = () => Promise.all(buyers.map(({ client }, index) => outcome(client, orderIds[index] ?? '')))
      const settled = (text: string) => text === 'COMPLETED PAID' || text.startsWith('CANCELLED')
      await waitUntil(async () => (await outcomes()).every(settled), {
        what: 'every order to settle',
        timeoutMs: 60_000,
      })

      const counts = Map.groupBy(await outcomes(), (text) => text)
      expect(Object.fromEntries([...counts].map(([text, all]) => [text, all.length]))).toEqual({
        'COMPLETED PAID': 10,
        'CANCELLED OUT_OF_STOCK': 40,
      })
      expect(await unitsAvailable(staff, variantId)).toBe(0)
      await expectCleanAudit(shop.databaseUrl)
    })
  },
)
