import type { Money } from '@shop/subgraph/money'
import type { WriteContext } from '../context.ts'
import { changeVariant } from './change-variant.ts'
import { readPrice } from './variant.ts'
import type { VariantRow } from './variant-store.ts'

/** Gives a variant another price. Throws a Refusal: NOT_FOUND, CURRENCY_MISMATCH, INVALID_AMOUNT. */
export async function changeProductVariantPrice(
  context: WriteContext,
  { id, price }: { id: string; price: Money },
): Promise<VariantRow> {
  return changeVariant(context, id, { price: readPrice(price) })
}
