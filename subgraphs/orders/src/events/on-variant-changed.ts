import { defineConsumer } from '@shop/events/consumer'
import { VariantChanged } from '@shop/schema/events/products'
import { saveVariant } from '../catalogue/catalogue-store.ts'
import type { Transaction } from '../database.ts'
import type { EventContext } from './event-context.ts'

export const onVariantChanged = defineConsumer(
  VariantChanged,
  async ({ data: { variantId, price, ...variant } }, tx: Transaction, _context: EventContext) => {
    await saveVariant(tx, { ...variant, id: variantId, price: price.amount, currencyCode: price.currencyCode })
  },
)
