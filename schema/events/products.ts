import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { EventMoney } from './money.ts'

/**
 * A variant was created or changed: its full state. `version` grows with each change of the variant, so that a consumer
 * ignores a state that is older than the one it has. Subject: the variant.
 */
export const VariantChanged = defineEvent(
  'products',
  'VariantChanged',
  z.object({
    variantId: z.uuid(),
    productId: z.uuid(),
    version: z.int().positive(),
    sku: z.string(),
    title: z.string(),
    variantTitle: z.string(),
    price: EventMoney,
    listed: z.boolean(),
    weightGrams: z.int(),
    /** From the top of the tree down to the product's own category. */
    categoryIds: z.array(z.uuid()).optional(),
    /** Which of the shop's tax rates hold for it, such as `REDUCED`; absent: `STANDARD`. */
    taxClass: z.string().optional(),
  }),
)

/** A customer reviewed a product. Subject: the product. */
export const ReviewPublished = defineEvent(
  'products',
  'ReviewPublished',
  z.object({ reviewId: z.uuid(), productId: z.uuid(), userId: z.uuid(), rating: z.int().min(1).max(5) }),
)
