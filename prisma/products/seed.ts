import { products } from '../demo/catalogue.ts'
import type { DemoProduct, DemoVariant } from '../demo/catalogue.ts'
import { demoCategories, demoLeaves } from '../demo/categories.ts'
import { reviewsOf } from '../demo/reviews.ts'
import type { DemoReview } from '../demo/reviews.ts'
import { seedDatabase } from '../seed-database.ts'
import type { SeedOptions, SeedWriter } from '../seed-database.ts'

/** Fills products: the category tree, every product with its variants, and what customers wrote about it. */
export async function seed(databaseUrl: string, { scale, log }: SeedOptions): Promise<void> {
  let count = 0
  const filled = await seedDatabase(databaseUrl, 'categories', async (writer) => {
    await insertCategories(writer)
    for (const product of products(scale)) {
      const reviews = reviewsOf(product.index, scale)
      await insertProduct(writer, product, reviews)
      for (const variant of product.variants) await insertVariant(writer, product, variant)
      for (const review of reviews) await insertReview(writer, review)
      count += 1
    }
  })
  if (filled) log(`products: ${count} products in ${demoCategories.length} categories`)
}

async function insertCategories({ insert }: SeedWriter): Promise<void> {
  const paths = new Map<string, string[]>()
  const pictures = new Map(demoLeaves.map(({ category, content }) => [category.id, content.picture]))
  for (const { id, slug, title, parentId, position } of demoCategories) {
    const path = [...(parentId === null ? [] : (paths.get(parentId) ?? [])), id]
    paths.set(id, path)
    const pictureKind = pictures.get(id) ?? 'parcel'
    await insert('categories', { id, slug, title, parent_id: parentId, path, position, picture_kind: pictureKind })
  }
}

async function insertProduct({ insert }: SeedWriter, product: DemoProduct, reviews: DemoReview[]): Promise<void> {
  const listed = product.variants.filter((variant) => variant.listed)
  // Of all variants when none is listed, as refreshPrices does it.
  const prices = (listed.length > 0 ? listed : product.variants).map((variant) => variant.priceAmount)
  await insert('products', {
    id: product.id,
    slug: product.slug,
    title: product.title,
    description: product.description,
    category_id: product.categoryId,
    tax_class: product.variants[0]?.taxClass ?? 'STANDARD',
    picture_kind: product.picture.kind,
    picture_colour: product.picture.colour.slice(1),
    listed: listed.length > 0,
    currency_code: product.variants[0]?.currencyCode ?? 'EUR',
    lowest_price: Math.min(...prices),
    highest_price: Math.max(...prices),
    rating_count: reviews.length,
    rating_sum: reviews.reduce((sum, review) => sum + review.rating, 0),
    created_at: product.createdAt,
    updated_at: product.createdAt,
  })
}

async function insertVariant({ insert }: SeedWriter, product: DemoProduct, variant: DemoVariant): Promise<void> {
  await insert('product_variants', {
    id: variant.id,
    product_id: product.id,
    position: variant.position,
    sku: variant.sku,
    title: variant.title,
    options: variant.options,
    price: variant.priceAmount,
    currency_code: variant.currencyCode,
    weight_grams: variant.weightGrams,
    listed: variant.listed,
    picture_kind: variant.picture.kind,
    picture_colour: variant.picture.colour.slice(1),
    version: 1,
    created_at: product.createdAt,
    updated_at: product.createdAt,
  })
}

async function insertReview({ insert }: SeedWriter, review: DemoReview): Promise<void> {
  await insert('reviews', {
    id: review.id,
    product_id: review.productId,
    author_id: review.authorId,
    rating: review.rating,
    title: review.title,
    body: review.body,
    published_at: review.publishedAt,
  })
}
