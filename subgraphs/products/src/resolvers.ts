import { CurrencyCode, DateTime, Decimal } from '@shop/subgraph/scalars'
import type { Resolvers } from './generated/graphql.ts'
import { Category } from './resolvers/Category.ts'
import { changeProductVariantPrice } from './resolvers/Mutation/changeProductVariantPrice.ts'
import { createProduct } from './resolvers/Mutation/createProduct.ts'
import { createProductVariant } from './resolvers/Mutation/createProductVariant.ts'
import { delistProductVariant } from './resolvers/Mutation/delistProductVariant.ts'
import { listProductVariant } from './resolvers/Mutation/listProductVariant.ts'
import { publishReview } from './resolvers/Mutation/publishReview.ts'
import { resolveProductsDeadLetter } from './resolvers/Mutation/resolveProductsDeadLetter.ts'
import { retryProductsDeadLetter } from './resolvers/Mutation/retryProductsDeadLetter.ts'
import { updateProduct } from './resolvers/Mutation/updateProduct.ts'
import { Product } from './resolvers/Product.ts'
import { ProductConnection } from './resolvers/ProductConnection.ts'
import { ProductVariant } from './resolvers/ProductVariant.ts'
import { categories } from './resolvers/Query/categories.ts'
import { category } from './resolvers/Query/category.ts'
import { product } from './resolvers/Query/product.ts'
import { products } from './resolvers/Query/products.ts'
import { productsDeadLetters } from './resolvers/Query/productsDeadLetters.ts'
import { productVariant } from './resolvers/Query/productVariant.ts'
import { Review } from './resolvers/Review.ts'
import { ReviewConnection } from './resolvers/ReviewConnection.ts'
import { User } from './resolvers/User.ts'

/** Everything that products answers. */
export const resolvers: Resolvers = {
  CurrencyCode,
  DateTime,
  Decimal,
  Query: { product, products, productVariant, category, categories, productsDeadLetters },
  Mutation: {
    createProduct,
    updateProduct,
    createProductVariant,
    changeProductVariantPrice,
    listProductVariant,
    delistProductVariant,
    publishReview,
    resolveProductsDeadLetter,
    retryProductsDeadLetter,
  },
  Product,
  ProductConnection,
  ProductVariant,
  Category,
  Review,
  ReviewConnection,
  User,
}
