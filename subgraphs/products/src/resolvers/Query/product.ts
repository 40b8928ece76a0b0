import { badUserInput } from '@shop/subgraph/errors'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { canView } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'

export const product: NonNullable<QueryResolvers['product']> = async (_parent, { id, slug }, context) => {
  if ((id == null) === (slug == null)) throw badUserInput('Give "id" or "slug", exactly one of them.')
  const { product: byId, productBySlug } = context.loaders
  const found = id == null ? await productBySlug.load(slug ?? '') : await byId.load(fromGlobalId(id, 'Product', ['id']))
  return found && canView(context.viewer, found) ? found : null
}
