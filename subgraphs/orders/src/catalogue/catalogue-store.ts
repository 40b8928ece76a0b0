import { storedRow } from '@shop/subgraph/live/stored-row'
import type { Reader, Transaction } from '../database.ts'
import type { CatalogueVariant as VariantRow } from '../generated/prisma/client.ts'
import type { CatalogueVariant } from './variant.ts'

export async function findVariants(database: Reader, ids: readonly string[]): Promise<CatalogueVariant[]> {
  const rows = await database.catalogueVariant.findMany({ where: { id: { in: [...ids] } } })
  return rows.map(toVariant)
}

/** Takes over a variant's state, unless a newer one is known already: events may overtake each other. */
export async function saveVariant(tx: Transaction, variant: CatalogueVariant): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO catalogue_variants (variant_id, product_id, version, sku, title, variant_title, price, currency_code, listed,
      weight_grams, category_ids, tax_class)
    VALUES (${variant.id}::uuid, ${variant.productId}::uuid, ${variant.version}, ${variant.sku}, ${variant.title},
            ${variant.variantTitle}, ${variant.price}, ${variant.currencyCode}, ${variant.listed},
            ${variant.weightGrams}, ${variant.categoryIds}::uuid[], ${variant.taxClass})
    ON CONFLICT (variant_id) DO UPDATE
    SET product_id = excluded.product_id, version = excluded.version, sku = excluded.sku, title = excluded.title,
        variant_title = excluded.variant_title, price = excluded.price, currency_code = excluded.currency_code,
        listed = excluded.listed, weight_grams = excluded.weight_grams, category_ids = excluded.category_ids,
        tax_class = excluded.tax_class
    WHERE catalogue_variants.version < excluded.version`
}

export function toVariant({ price, ...row }: VariantRow): CatalogueVariant {
  return { ...row, price: Number(price) }
}

/** A variant out of `to_json(row)`. */
export function toStoredVariant(json: Record<string, unknown>): CatalogueVariant {
  const { variantId, ...row } = storedRow(json)
  return toVariant({ ...row, id: variantId } as VariantRow)
}
