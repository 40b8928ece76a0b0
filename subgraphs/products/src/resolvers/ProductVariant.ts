import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import type { ProductVariantResolvers } from '../generated/graphql.ts'
import { picturePath } from '../picture/picture-address.ts'
import { loadProduct } from '../product/product-loader.ts'

export const ProductVariant: ProductVariantResolvers = {
  id: (variant) => toGlobalId('ProductVariant', variant.id),
  product: (variant, _arguments, context) => loadProduct(context, variant.productId),
  price: (variant) => toMoney(variant.price, variant.currencyCode),
  async picture({ productId, pictureKind, pictureColour, title }, _arguments, context) {
    const product = await loadProduct(context, productId)
    return {
      url:
        context.config.pictureBaseUrl + picturePath({ kind: pictureKind, colour: pictureColour, slug: product.slug }),
      altText: title === '' ? product.title : `${product.title}, ${title}`,
    }
  },
  async __resolveReference(reference, { loaders }) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'ProductVariant' ? loaders.variant.load(parsed.id) : null
  },
}
