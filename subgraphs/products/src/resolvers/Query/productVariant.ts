import { fromGlobalId } from '@shop/subgraph/global-id'
import type { QueryResolvers } from '../../generated/graphql.ts'

// For everybody, also when it is delisted: see authorize.ts.
export const productVariant: NonNullable<QueryResolvers['productVariant']> = async (_parent, { id }, context) =>
  context.loaders.variant.load(fromGlobalId(id, 'ProductVariant', ['id']))
