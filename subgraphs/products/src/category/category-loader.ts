import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { Database } from '../database.ts'
import { readCategories, readChildren } from './category-store.ts'
import type { CategoryRow } from './category-store.ts'

/** Categories by id, and those below a category, for one request. */
export function createCategoryLoaders(database: Database) {
  return {
    category: createLoader(
      (ids: readonly string[]) => readCategories(database, ids),
      (category) => category.id,
    ),
    childCategories: createGroupLoader(
      (parentIds: readonly string[]) => readChildren(database, parentIds),
      // Read by their parent, so they have one.
      (category) => category.parentId ?? '',
    ),
  }
}

type CategoryLoaders = ReturnType<typeof createCategoryLoaders>

/** A category that a foreign key says is there. */
export async function loadCategory(
  context: { loaders: Pick<CategoryLoaders, 'category'> },
  id: string,
): Promise<CategoryRow> {
  const category = await context.loaders.category.load(id)
  if (!category) throw new Error(`category ${id} is referred to but not there`)
  return category
}
