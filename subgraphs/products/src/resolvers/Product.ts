import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canView } from '../authorize.ts'
import { loadCategory } from '../category/category-loader.ts'
import type { ProductResolvers } from '../generated/graphql.ts'
import { picturePath } from '../picture/picture-address.ts'
import { averageRating } from '../product/product.ts'

export const Product: ProductResolvers = {
  id: (product) => toGlobalId('Product', product.id),
  category: (product, _arguments, context) => loadCategory(context, product.categoryId),
  async variants(product, _arguments, { viewer, loaders }) {
    const variants = await loaders.variantsOfProduct.load(product.id)
    return variants.filter((variant) => canView(viewer, variant))
  },
  priceRange({ listed, lowestPrice, highestPrice, currencyCode }) {
    if (!listed) return null
    return { min: toMoney(lowestPrice, currencyCode), max: toMoney(highestPrice, currencyCode) }
  },
  picture: ({ pictureKind, pictureColour, slug, title }, _arguments, { config }) => ({
    url: config.pictureBaseUrl + picturePath({ kind: pictureKind, colour: pictureColour, slug }),
    altText: title,
  }),
  rating: (product) => ({ average: averageRating(product), count: product.ratingCount }),
  async reviews(product, arguments_, { loaders }) {
    const connection = await loaders.reviewsOf('product', product.id, arguments_)
    return { ...connection, countAll: async () => product.ratingCount }
  },
  async __resolveReference(reference: { id?: string; slug?: string }, { viewer, loaders }) {
    const parsed = reference.id === undefined ? null : parseGlobalId(reference.id)
    const product =
      parsed?.type === 'Product'
        ? await loaders.product.load(parsed.id)
        : reference.id === undefined && typeof reference.slug === 'string'
          ? await loaders.productBySlug.load(reference.slug)
          : null
    return product && canView(viewer, product) ? product : null
  },
}
