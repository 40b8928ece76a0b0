import type { QueryResolvers } from '../../generated/graphql.ts'

export const cart: NonNullable<QueryResolvers['cart']> = (_source, _args, { viewer, loaders }) =>
  // Who has no token has no cart: that is an answer, and no fault.
  viewer ? loaders.cartOfOwner.load(viewer.id) : null
