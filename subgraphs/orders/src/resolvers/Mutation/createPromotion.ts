import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { CreatePromotionInput as Input, MutationResolvers } from '../../generated/graphql.ts'
import { createPromotion as create, type CreatePromotionInput } from '../../promotion/create-promotion.ts'

export const createPromotion: NonNullable<MutationResolvers['createPromotion']> = async (
  _source,
  { input },
  context,
) => {
  requireRole(context.viewer, 'STAFF')
  const promotion = readInput(input)
  const { value, userErrors } = await settle(() => create(context, promotion))
  return { promotion: value, userErrors }
}

function readInput(input: Input): CreatePromotionInput {
  const ids = (name: 'variantIds' | 'productIds' | 'categoryIds', type: string) =>
    (input[name] ?? []).map((id, index) => fromGlobalId(id, type, ['input', name, String(index)]))
  return {
    kind: input.kind ?? 'PERCENTAGE',
    combinable: input.combinable ?? false,
    title: input.title ?? undefined,
    code: input.code ?? undefined,
    percentageOff: input.percentageOff ?? undefined,
    amountOff: input.amountOff ?? undefined,
    buyQuantity: input.buyQuantity ?? undefined,
    getQuantity: input.getQuantity ?? undefined,
    minimumSubtotal: input.minimumSubtotal ?? undefined,
    variantIds: ids('variantIds', 'ProductVariant'),
    productIds: ids('productIds', 'Product'),
    categoryIds: ids('categoryIds', 'Category'),
    startsAt: input.startsAt ?? undefined,
    endsAt: input.endsAt ?? undefined,
    usageLimit: input.usageLimit ?? undefined,
    usageLimitPerCustomer: input.usageLimitPerCustomer ?? undefined,
  }
}
