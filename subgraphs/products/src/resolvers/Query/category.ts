import { badUserInput } from '@shop/subgraph/errors'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { findCategoryBySlug } from '../../category/category-store.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'

export const category: NonNullable<QueryResolvers['category']> = async (_parent, { id, slug }, context) => {
  if ((id == null) === (slug == null)) throw badUserInput('Give "id" or "slug", exactly one of them.')
  if (id == null) return findCategoryBySlug(context.database, slug ?? '')
  return context.loaders.category.load(fromGlobalId(id, 'Category', ['id']))
}
