import type { WriteContext } from '../context.ts'
import { changeVariant } from './change-variant.ts'
import type { VariantRow } from './variant-store.ts'

/** Takes a variant off sale. Throws a Refusal: NOT_FOUND. */
export async function delistProductVariant(context: WriteContext, { id }: { id: string }): Promise<VariantRow> {
  return changeVariant(context, id, { listed: false })
}
