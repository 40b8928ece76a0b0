import { fromGlobalId } from '@shop/subgraph/global-id'
import { refuseIfAny, Refusal, userError } from '@shop/subgraph/user-errors'
import { findLeaf } from '../category/category-store.ts'
import type { WriteContext } from '../context.ts'
import { appendVariantChanged } from '../variant/variant-events.ts'
import { bumpVariants } from '../variant/variant-store.ts'
import { checkTaxClass, checkWords, noSuchLeaf } from './product.ts'
import { lockProduct, readProduct, updateProduct as writeProduct } from './product-store.ts'
import type { ProductChanges, ProductRow } from './product-store.ts'

/** Changes to a product; what is left out or null stays. Ids are global. */
export type ProductUpdate = {
  id: string
  title?: string | null
  description?: string | null
  categoryId?: string | null
  taxClass?: string | null
}

/** What VariantChanged tells of a variant's product. */
const TOLD = ['title', 'categoryId', 'taxClass'] as const

/**
 * Changes a product's words, category or class of taxes. All but the description are part of what others know of its variants, so
 * a new one is told for each. Throws a Refusal: NOT_FOUND, BLANK, TOO_LONG, OUT_OF_RANGE.
 */
export async function updateProduct({ clock, transact }: WriteContext, input: ProductUpdate): Promise<ProductRow> {
  const id = fromGlobalId(input.id, 'Product', ['input', 'id'])
  const changes: ProductChanges = {}
  if (input.title != null) changes.title = input.title.trim()
  if (input.description != null) changes.description = input.description.trim()
  if (input.categoryId != null) changes.categoryId = fromGlobalId(input.categoryId, 'Category', ['input', 'categoryId'])
  if (input.taxClass != null) changes.taxClass = input.taxClass
  refuseIfAny(...checkWords(changes), checkTaxClass(changes.taxClass))

  return transact(async (tx) => {
    const before = await lockProduct(tx, id)
    if (!before) throw new Refusal(userError('NOT_FOUND', 'There is no such product.', ['input', 'id']))
    if (changes.categoryId && !(await findLeaf(tx, changes.categoryId))) throw new Refusal(noSuchLeaf())
    const now = clock.now()
    await writeProduct(tx, id, changes, now)
    const product = await readProduct(tx, id)
    if (TOLD.some((field) => product[field] !== before[field])) {
      await appendVariantChanged(tx, product, await bumpVariants(tx, id, now))
    }
    return product
  })
}
