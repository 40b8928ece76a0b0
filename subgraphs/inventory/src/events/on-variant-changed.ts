import { defineConsumer } from '@shop/events/consumer'
import { VariantChanged } from '@shop/schema/events/products'
import type { Transaction } from '../database.ts'
import { serveStock } from '../reservation/serve-stock.ts'
import { saveVariant } from '../stock/stock-store.ts'
import type { EventContext } from './event-context.ts'

/** Products told of a variant: from now on it can have stock. */
export const onVariantChanged = defineConsumer(
  VariantChanged,
  async ({ data }, tx: Transaction, _context: EventContext) => {
    const { variantId, sku, version } = data
    await serveStock(tx, { variantIds: [variantId], work: () => saveVariant(tx, { id: variantId, sku, version }) })
  },
)
