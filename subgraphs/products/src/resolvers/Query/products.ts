import { badUserInput } from '@shop/subgraph/errors'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { listProducts } from '../../product/list-products.ts'
import { MAXIMUM_SEARCH, searchWords } from '../../product/search-words.ts'

export const products: NonNullable<QueryResolvers['products']> = async (_parent, arguments_, context) => {
  const { query, categoryId, sort, includeDelisted } = arguments_
  if (includeDelisted) requireStaff(context.viewer)
  if (query && query.length > MAXIMUM_SEARCH) {
    throw badUserInput(`A search has at most ${MAXIMUM_SEARCH} characters.`, ['query'])
  }
  const filter = {
    ...(categoryId == null ? {} : { categoryId: fromGlobalId(categoryId, 'Category', ['categoryId']) }),
    ...(query?.trim() ? { words: searchWords(query) } : {}),
    includeDelisted: includeDelisted ?? false,
  }
  return listProducts(context, filter, sort ?? 'NEWEST', arguments_)
}
