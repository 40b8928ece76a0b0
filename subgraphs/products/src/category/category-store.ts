import type { Reader } from '../database.ts'
import type { Category } from '../generated/prisma/client.ts'

/** A category as it is stored. */
export type CategoryRow = Category

export async function findCategoryBySlug(database: Reader, slug: string): Promise<CategoryRow | null> {
  return database.category.findUnique({ where: { slug } })
}

/** The top of the tree, in the shop's order. */
export async function readTopCategories(database: Reader): Promise<CategoryRow[]> {
  return database.category.findMany({ where: { parentId: null }, orderBy: [{ position: 'asc' }, { id: 'asc' }] })
}

export async function readCategories(database: Reader, ids: readonly string[]): Promise<CategoryRow[]> {
  return database.category.findMany({ where: { id: { in: [...ids] } } })
}

/** The categories below each of these, in the shop's order. */
export async function readChildren(database: Reader, parentIds: readonly string[]): Promise<CategoryRow[]> {
  return database.category.findMany({
    where: { parentId: { in: [...parentIds] } },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  })
}

/** The category, when products can stand in it: it has none below. It stays one until the transaction ends. */
export async function findLeaf(tx: Reader, id: string): Promise<CategoryRow | null> {
  // A category that is added below waits for this lock, because its foreign key wants one on the same row.
  await tx.$queryRaw`SELECT FROM categories WHERE id = ${id}::uuid FOR UPDATE`
  return tx.category.findUnique({ where: { id, children: { none: {} } } })
}
