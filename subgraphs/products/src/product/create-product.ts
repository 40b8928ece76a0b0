import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { newId } from '@shop/subgraph/new-id'
import { refuseIfAny, Refusal, userError } from '@shop/subgraph/user-errors'
import { findLeaf } from '../category/category-store.ts'
import type { WriteContext } from '../context.ts'
import {
  checkTaxClass,
  checkWords,
  DEFAULT_COLOUR,
  freeSlug,
  isSlug,
  noSuchLeaf,
  slugOf,
  STANDARD_TAX_CLASS,
} from './product.ts'
import { insertProduct, readProduct, readTakenSlugs } from './product-store.ts'
import type { ProductRow } from './product-store.ts'

/** A new product. The category's id is global. */
export type NewProduct = {
  title: string
  description: string
  categoryId: string
  slug?: string | null
  taxClass?: string
}

/**
 * Creates a product without variants, which is therefore not listed yet.
 * Throws a Refusal: BLANK, TOO_LONG, NOT_FOUND (the category), SLUG_TAKEN, INVALID_SLUG, OUT_OF_RANGE.
 */
export async function createProduct({ clock, transact }: WriteContext, input: NewProduct): Promise<ProductRow> {
  const categoryId = fromGlobalId(input.categoryId, 'Category', ['input', 'categoryId'])
  const title = input.title.trim()
  const description = input.description.trim()
  const wanted = input.slug ?? slugOf(title)
  const { taxClass = STANDARD_TAX_CLASS } = input
  const words = [...checkWords({ title, description }), checkTaxClass(taxClass)]
  const wordsAreWrong = words.some((error) => error !== null)
  refuseIfAny(...words, isSlug(wanted) || (wordsAreWrong && input.slug == null) ? null : invalidSlug())

  return transact(async (tx) => {
    const leaf = await findLeaf(tx, categoryId)
    if (!leaf) throw new Refusal(noSuchLeaf())
    const id = newId()
    const now = clock.now()
    const product = {
      id,
      title,
      description,
      categoryId,
      taxClass,
      pictureKind: leaf.pictureKind,
      pictureColour: DEFAULT_COLOUR,
      currencyCode: SHOP_CURRENCY,
      createdAt: now,
      updatedAt: now,
    }
    let inserted = false
    while (!inserted) {
      const slug = input.slug ?? freeSlug(wanted, await readTakenSlugs(tx, wanted))
      inserted = await insertProduct(tx, { ...product, slug })
      if (!inserted && input.slug != null) throw new Refusal(slugTaken())
      // Else somebody else took the free one meanwhile; the next look sees theirs.
    }
    return readProduct(tx, id)
  })
}

function slugTaken() {
  return userError('SLUG_TAKEN', 'Another product has this slug.', ['input', 'slug'])
}

function invalidSlug() {
  return userError('INVALID_SLUG', 'A slug is made of lower-case words (a-z, 0-9) joined by hyphens.', [
    'input',
    'slug',
  ])
}
