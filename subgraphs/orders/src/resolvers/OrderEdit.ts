import { toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import type { OrderEditResolvers } from '../generated/graphql.ts'

const variant = (id: string) => ({ __typename: 'ProductVariant', id: toGlobalId('ProductVariant', id) }) as const

export const OrderEdit: OrderEditResolvers = {
  id: (edit) => toGlobalId('OrderEdit', edit.id),
  requestedBy: (edit) => edit.requestedByKind,
  total: ({ draft }) => toMoney(draft.amounts.total, SHOP_CURRENCY),
  lines: ({ draft }) =>
    draft.lines.map(({ variantId, title, quantity, unitPrice, currencyCode }) => ({
      variant: variant(variantId),
      title,
      quantity,
      unitPrice: toMoney(unitPrice, currencyCode),
    })),
  shortages: ({ shortages }) =>
    shortages.map(({ variantId, requested, available }) => ({ variant: variant(variantId), requested, available })),
}
