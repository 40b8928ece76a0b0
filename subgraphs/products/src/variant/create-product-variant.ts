import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { fromGlobalId } from '@shop/subgraph/global-id'
import type { Money } from '@shop/subgraph/money'
import { newId } from '@shop/subgraph/new-id'
import { refuseIfAny, Refusal, userError } from '@shop/subgraph/user-errors'
import type { WriteContext } from '../context.ts'
import { lockProduct, refreshPrices } from '../product/product-store.ts'
import { appendVariantChanged } from './variant-events.ts'
import { checkVariant, MAXIMUM_VARIANTS, readPrice, titleOf } from './variant.ts'
import type { Option } from './variant.ts'
import { countVariants, insertVariant } from './variant-store.ts'
import type { VariantRow } from './variant-store.ts'

/** A new variant. The product's id is global. */
export type NewVariant = {
  productId: string
  sku: string
  options: readonly Option[]
  price: Money
  weightGrams: number
}

/**
 * Adds a variant behind those that the product has, delisted.
 * Throws a Refusal: NOT_FOUND, SKU_TAKEN, CURRENCY_MISMATCH, INVALID_AMOUNT, BLANK, TOO_LONG, TOO_MANY, OUT_OF_RANGE.
 */
export async function createProductVariant(context: WriteContext, input: NewVariant): Promise<VariantRow> {
  const { clock, transact } = context
  const productId = fromGlobalId(input.productId, 'Product', ['input', 'productId'])
  refuseIfAny(...checkVariant(input))
  const price = readPrice(input.price)
  const options = input.options.map(({ name, value }) => ({ name: name.trim(), value: value.trim() }))

  return transact(async (tx) => {
    const product = await lockProduct(tx, productId)
    if (!product) throw new Refusal(userError('NOT_FOUND', 'There is no such product.', ['input', 'productId']))
    // Variants are never removed, so their number is the next place.
    const position = await countVariants(tx, productId)
    if (position >= MAXIMUM_VARIANTS) {
      throw new Refusal(userError('TOO_MANY', `A product has at most ${MAXIMUM_VARIANTS} variants.`, ['input']))
    }
    const now = clock.now()
    const variant = await insertVariant(tx, {
      id: newId(),
      productId,
      position,
      sku: input.sku.trim(),
      title: titleOf(options),
      options,
      price,
      currencyCode: SHOP_CURRENCY,
      weightGrams: input.weightGrams,
      pictureKind: product.pictureKind,
      pictureColour: product.pictureColour,
      createdAt: now,
      updatedAt: now,
    })
    if (!variant) {
      throw new Refusal(userError('SKU_TAKEN', 'Another variant has this stock keeping unit.', ['input', 'sku']))
    }
    await refreshPrices(tx, productId, now)
    await appendVariantChanged(tx, product, [variant])
    return variant
  })
}
