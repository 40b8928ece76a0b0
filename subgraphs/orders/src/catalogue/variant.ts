import { SHOP_CURRENCY } from '@shop/schema/shop-currency'

/** What orders knows of a variant. `price` is in minor units. */
export type CatalogueVariant = {
  id: string
  productId: string
  version: number
  sku: string
  title: string
  variantTitle: string
  price: number
  currencyCode: string
  listed: boolean
  weightGrams: number
  /** From the top of the tree down to the product's own category. */
  categoryIds: string[]
  taxClass: string
}

export function isPurchasable(variant: Pick<CatalogueVariant, 'listed' | 'currencyCode'>): boolean {
  return variant.listed && variant.currencyCode === SHOP_CURRENCY
}

/** How an order calls what was bought: "Linen Shirt, M / Sand". */
export function lineTitle(variant: Pick<CatalogueVariant, 'title' | 'variantTitle'>): string {
  return variant.variantTitle && variant.variantTitle !== variant.title
    ? `${variant.title}, ${variant.variantTitle}`
    : variant.title
}
