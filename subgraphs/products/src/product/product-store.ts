import type { Page } from '@shop/subgraph/keyset'
import type { Reader, Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Product } from '../generated/prisma/client.ts'
import { boundsOf, orderOf } from '../paging/keyset-store.ts'
import type { ColumnKey } from '../paging/keyset-store.ts'
import type { ChildRow } from '../paging/page-loaders.ts'

/** A product as it is stored. The two generated columns have values in every row. */
export type ProductRow = Omit<Product, 'ratingAverage' | 'sortTitle'> & { ratingAverage: number; sortTitle: string }

/** Which products. `words` must all be found; the last one may be the beginning of a word. */
export type ProductFilter = { categoryId?: string; words?: readonly string[]; includeDelisted: boolean }

/** What staff may change of a product. */
export type ProductChanges = { title?: string; description?: string; categoryId?: string; taxClass?: string }

const COLUMNS = Prisma.raw(
  [
    'id, slug, title, description',
    'category_id AS "categoryId", tax_class AS "taxClass", picture_kind AS "pictureKind", picture_colour AS "pictureColour"',
    'listed, currency_code AS "currencyCode", lowest_price AS "lowestPrice", highest_price AS "highestPrice"',
    'rating_count AS "ratingCount", rating_sum AS "ratingSum", rating_average AS "ratingAverage"',
    'sort_title AS "sortTitle", created_at AS "createdAt", updated_at AS "updatedAt"',
  ].join(', '),
)

/** A word stemmed or as it is; the beginning of one when it is the last. It holds letters and digits only. */
function toTsquery(word: string, isLast: boolean): Prisma.Sql {
  const term = `'${word}'${isLast ? ':*' : ''}`
  return Prisma.sql`(to_tsquery('english', ${term}) || to_tsquery('simple', ${term}))`
}

function conditionsOf({ categoryId, words, includeDelisted }: ProductFilter): Prisma.Sql {
  const conditions = [includeDelisted ? Prisma.sql`TRUE` : Prisma.sql`listed`]
  if (categoryId !== undefined) {
    conditions.push(Prisma.sql`category_id IN (SELECT id FROM categories WHERE path @> ARRAY[${categoryId}::uuid])`)
  }
  // A search without a word in it ("!?") finds nothing.
  if (words?.length === 0) conditions.push(Prisma.sql`FALSE`)
  else if (words) {
    const queries = words.map((word, at) => toTsquery(word, at === words.length - 1))
    conditions.push(Prisma.sql`search @@ (${Prisma.join(queries, ' && ')})`)
  }
  return Prisma.join(conditions, ' AND ')
}

/** A page of products. */
export async function readProducts(
  database: Reader,
  filter: ProductFilter,
  page: Page,
  keys: readonly ColumnKey[],
): Promise<ProductRow[]> {
  return database.$queryRaw<ProductRow[]>`
    SELECT ${COLUMNS} FROM products WHERE ${conditionsOf(filter)} AND ${boundsOf(page, keys)}
     ORDER BY ${orderOf(page, keys)} LIMIT ${page.take}`
}

/** How many products the whole list has. */
export async function countProducts(database: Reader, filter: ProductFilter): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::integer AS count FROM products WHERE ${conditionsOf(filter)}`
  return row?.count ?? 0
}

/** The same page of listed products of each category and what is below it. */
export async function readProductsOfCategories(
  database: Reader,
  categoryIds: readonly string[],
  page: Page,
  keys: readonly ColumnKey[],
): Promise<ChildRow<ProductRow>[]> {
  const rows = await database.$queryRaw<(ProductRow & { parentId: string })[]>`
    SELECT parent.id AS "parentId", page.* FROM unnest(${categoryIds}::uuid[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM products
       WHERE listed AND category_id IN (SELECT id FROM categories WHERE path @> ARRAY[parent.id])
         AND ${boundsOf(page, keys)}
       ORDER BY ${orderOf(page, keys)} LIMIT ${page.take}
    ) AS page`
  return rows.map(({ parentId, ...row }) => ({ parentId, row }))
}

/** How many listed products each category has, those below included. */
export async function countProductsOfCategories(
  database: Reader,
  categoryIds: readonly string[],
): Promise<{ categoryId: string; count: number }[]> {
  return database.$queryRaw`
    SELECT parent.id AS "categoryId", count(products.id)::integer AS count
      FROM unnest(${categoryIds}::uuid[]) AS parent (id)
      JOIN categories ON path @> ARRAY[parent.id] JOIN products ON category_id = categories.id AND listed
     GROUP BY parent.id`
}

export async function readProductsById(database: Reader, ids: readonly string[]): Promise<ProductRow[]> {
  return database.$queryRaw<ProductRow[]>`SELECT ${COLUMNS} FROM products WHERE id = ANY (${ids}::uuid[])`
}

export async function readProductsBySlug(database: Reader, slugs: readonly string[]): Promise<ProductRow[]> {
  return database.$queryRaw<ProductRow[]>`SELECT ${COLUMNS} FROM products WHERE slug = ANY (${slugs}::text[])`
}

/** Slugs that are this one, or this one with a number. `slug` holds only letters, digits and hyphens. */
export async function readTakenSlugs(database: Reader, slug: string): Promise<Set<string>> {
  const rows = await database.$queryRaw<{ slug: string }[]>`
    SELECT slug FROM products WHERE slug = ${slug} OR slug ~ ${`^${slug}-[0-9]+$`}`
  return new Set(rows.map((row) => row.slug))
}

/** Writes a new product without variants; false when its slug is taken. */
export async function insertProduct(
  tx: Transaction,
  product: Omit<Prisma.ProductCreateManyInput, 'ratingAverage' | 'sortTitle'>,
): Promise<boolean> {
  const { count } = await tx.product.createMany({ data: [product], skipDuplicates: true })
  return count === 1
}

/**
 * The product, which nobody else changes until the transaction ends. Whatever changes a product, its variants or its
 * rating begins here, so the lock orders their events too.
 */
export async function lockProduct(tx: Transaction, id: string): Promise<ProductRow | null> {
  const [row] = await tx.$queryRaw<ProductRow[]>`
    SELECT ${COLUMNS} FROM products WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return row ?? null
}

/** A product that is surely there: it was locked or written before in the same transaction. */
export async function readProduct(database: Reader, id: string): Promise<ProductRow> {
  const [row] = await readProductsById(database, [id])
  if (!row) throw new Error(`product ${id} is not there`)
  return row
}

export async function updateProduct(tx: Transaction, id: string, changes: ProductChanges, now: Date): Promise<void> {
  await tx.product.update({ where: { id }, data: { ...changes, updatedAt: now }, select: { id: true } })
}

/** Brings a locked product's `listed` and prices in line with its variants. */
export async function refreshPrices(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE products SET listed = sums.listed, lowest_price = sums.lowest, highest_price = sums.highest,
           updated_at = ${now.toISOString()}::timestamptz
      FROM (SELECT coalesce(bool_or(listed), false) AS listed,
                   coalesce(min(price) FILTER (WHERE listed), min(price), 0) AS lowest,
                   coalesce(max(price) FILTER (WHERE listed), max(price), 0) AS highest
              FROM product_variants WHERE product_id = ${id}::uuid) AS sums
     WHERE id = ${id}::uuid`
}

/** Counts a new rating in, or the difference that a replaced one makes. */
export async function addRating(
  tx: Transaction,
  id: string,
  { count, sum }: { count: 0 | 1; sum: number },
): Promise<void> {
  await tx.product.update({
    where: { id },
    data: { ratingCount: { increment: count }, ratingSum: { increment: sum } },
    select: { id: true },
  })
}
