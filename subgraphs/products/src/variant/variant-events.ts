import { appendEvents, newEvent } from '@shop/events/outbox'
import { VariantChanged } from '@shop/schema/events/products'
import { readCategories } from '../category/category-store.ts'
import type { Transaction } from '../database.ts'
import type { ProductRow } from '../product/product-store.ts'
import type { VariantRow } from './variant-store.ts'

/** Tells the new state of variants of one product, each whole. Call it with the product locked, after the write. */
export async function appendVariantChanged(
  tx: Transaction,
  product: Pick<ProductRow, 'title' | 'categoryId' | 'taxClass'>,
  variants: readonly VariantRow[],
): Promise<void> {
  const [category] = await readCategories(tx, [product.categoryId])
  const news = variants.map(({ id, productId, version, sku, title, price, currencyCode, listed, weightGrams }) =>
    newEvent(VariantChanged, {
      subject: id,
      data: {
        variantId: id,
        productId,
        version,
        sku,
        title: product.title,
        variantTitle: title,
        price: { amount: Number(price), currencyCode },
        listed,
        weightGrams,
        categoryIds: category?.path ?? [],
        taxClass: product.taxClass,
      },
    }),
  )
  await appendEvents(tx, news)
}
