import { fromGlobalId } from '@shop/subgraph/global-id'
import { refuseIfAny, Refusal, userError } from '@shop/subgraph/user-errors'
import { findLeaf } from '../category/category-store.ts'
import type { WriteContext } from '../context.ts'
import { appendVariantChanged } from '../variant/variant-events.ts'
import { bumpVariants } from '../variant/variant-store.ts'
import { checkWords, noSuchLeaf } from './product.ts'
import { lockProduct, readProduct, updateProduct as writeProduct } from './product-store.ts'
import type { ProductChanges, ProductRow } from './product-store.ts'

/** Changes to a product; what is left out or null stays. Ids are global. */
export type ProductUpdate = {
  id: string
  title?: string | null
  description?: string | null
  categoryId?: string | null
}

/**
 * Changes a product's words or category. Title and category are part of what others know of its variants, so a new one is told for each.
 * Throws a Refusal: NOT_FOUND, BLANK, TOO_LONG.
 */
export async function updateProduct({ clock, transact }: WriteContext, input: ProductUpdate): Promise<ProductRow> {
  const id = fromGlobalId(input.id, 'Product', ['input', 'id'])
  const changes: ProductChanges = {}
  if (input.title != null) changes.title = input.title.trim()
  if (input.description != null) changes.description = input.description.trim()
  if (input.categoryId != null) changes.categoryId = fromGlobalId(input.categoryId, 'Category', ['input', 'categoryId'])
  refuseIfAny(...checkWords(changes))

  return transact(async (tx) => {
    const before = await lockProduct(tx, id)
    if (!before) throw new Refusal(userError('NOT_FOUND', 'There is no such product.', ['input', 'id']))
    if (changes.categoryId && !(await findLeaf(tx, changes.categoryId))) throw new Refusal(noSuchLeaf())
    const now = clock.now()
    await writeProduct(tx, id, changes, now)
    const product = await readProduct(tx, id)
    if (product.title !== before.title || product.categoryId !== before.categoryId) {
      for (const variant of await bumpVariants(tx, id, now)) await appendVariantChanged(tx, product, variant)
    }
    return product
  })
}
