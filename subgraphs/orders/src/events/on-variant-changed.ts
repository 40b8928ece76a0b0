import { defineConsumer } from '@shop/events/consumer'
import { VariantChanged } from '@shop/schema/events/products'
import { saveVariant } from '../catalogue/catalogue-store.ts'
import type { Transaction } from '../database.ts'
import { STANDARD_TAX_CLASS } from '../quote/tax.ts'
import type { EventContext } from './event-context.ts'

export const onVariantChanged = defineConsumer(
  VariantChanged,
  async ({ data }, tx: Transaction, _context: EventContext) => {
    const { variantId, price, categoryIds = [], taxClass = STANDARD_TAX_CLASS, ...variant } = data
    const { amount, currencyCode } = price
    await saveVariant(tx, { ...variant, id: variantId, price: amount, currencyCode, categoryIds, taxClass })
  },
)
