import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { loadCategory } from '../category/category-loader.ts'
import type { CategoryResolvers } from '../generated/graphql.ts'

export const Category: CategoryResolvers = {
  id: (category) => toGlobalId('Category', category.id),
  parent: ({ parentId }, _arguments, context) => (parentId === null ? null : loadCategory(context, parentId)),
  children: (category, _arguments, { loaders }) => loaders.childCategories.load(category.id),
  breadcrumbs: (category, _arguments, context) => Promise.all(category.path.map((id) => loadCategory(context, id))),
  products: (category, { sort, ...arguments_ }, { loaders }) =>
    loaders.productsOfCategory(category.id, sort ?? 'NEWEST', arguments_),
  async __resolveReference(reference, { loaders }) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'Category' ? loaders.category.load(parsed.id) : null
  },
}
