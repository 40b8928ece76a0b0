import { readTopCategories } from '../../category/category-store.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'

export const categories: NonNullable<QueryResolvers['categories']> = async (_parent, _arguments, { database }) =>
  readTopCategories(database)
