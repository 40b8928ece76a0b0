import type { Reader, Transaction } from '../database.ts'
import type { Prisma, ProductVariant } from '../generated/prisma/client.ts'
import { lockProduct } from '../product/product-store.ts'
import type { ProductRow } from '../product/product-store.ts'
import type { Option } from './variant.ts'

/** A variant as it is stored. */
export type VariantRow = Omit<ProductVariant, 'options'> & { options: Option[] }

/** What of a variant changes after it was created. */
export type VariantChanges = { price?: bigint; listed?: boolean }

// The database holds what checkVariant let through.
const toRow = (variant: ProductVariant): VariantRow => ({ ...variant, options: variant.options as Option[] })

export async function readVariants(database: Reader, ids: readonly string[]): Promise<VariantRow[]> {
  return (await database.productVariant.findMany({ where: { id: { in: [...ids] } } })).map(toRow)
}

/** All variants of each product, in the shop's order. */
export async function readVariantsOfProducts(database: Reader, productIds: readonly string[]): Promise<VariantRow[]> {
  const rows = await database.productVariant.findMany({
    where: { productId: { in: [...productIds] } },
    orderBy: { position: 'asc' },
  })
  return rows.map(toRow)
}

/** The variant with its product, which is locked: neither changes until the transaction ends. Null when there is none. */
export async function lockVariant(
  tx: Transaction,
  id: string,
): Promise<{ product: ProductRow; variant: VariantRow } | null> {
  // A variant never moves to another product, so this may be read before the lock; all else is read after it.
  const found = await tx.productVariant.findUnique({ where: { id }, select: { productId: true } })
  const product = found && (await lockProduct(tx, found.productId))
  if (!product) return null
  return { product, variant: toRow(await tx.productVariant.findUniqueOrThrow({ where: { id } })) }
}

/** How many variants a locked product has. */
export async function countVariants(tx: Transaction, productId: string): Promise<number> {
  return tx.productVariant.count({ where: { productId } })
}

/** Writes a new variant of a locked product; null when its stock keeping unit is taken. */
export async function insertVariant(
  tx: Transaction,
  variant: Prisma.ProductVariantCreateManyInput,
): Promise<VariantRow | null> {
  const [row] = await tx.productVariant.createManyAndReturn({ data: [variant], skipDuplicates: true })
  return row ? toRow(row) : null
}

/** Changes a variant of a locked product; that is its next version. */
export async function updateVariant(
  tx: Transaction,
  id: string,
  changes: VariantChanges,
  now: Date,
): Promise<VariantRow> {
  const data = { ...changes, version: { increment: 1 }, updatedAt: now }
  return toRow(await tx.productVariant.update({ where: { id }, data }))
}

/** The next version of every variant of a locked product, because what they share changed. */
export async function bumpVariants(tx: Transaction, productId: string, now: Date): Promise<VariantRow[]> {
  const rows = await tx.productVariant.updateManyAndReturn({
    where: { productId },
    data: { version: { increment: 1 }, updatedAt: now },
  })
  return rows.map(toRow)
}
