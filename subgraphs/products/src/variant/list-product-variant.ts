import type { WriteContext } from '../context.ts'
import { changeVariant } from './change-variant.ts'
import type { VariantRow } from './variant-store.ts'

/** Puts a variant on sale. Throws a Refusal: NOT_FOUND. */
export async function listProductVariant(context: WriteContext, { id }: { id: string }): Promise<VariantRow> {
  return changeVariant(context, id, { listed: true })
}
