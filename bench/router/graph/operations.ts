import { Supergraph } from '@apollo/federation-internals'
import { graphql } from 'graphql'
import { authorOf, products, reviewsOfProduct, reviewsOfUser, shippingEstimate, users } from './data.ts'
import type { Product, Review, User } from './data.ts'
import { composeSupergraph } from './supergraph.ts'

export const operationNames = ['large', 'middle', 'small'] as const
export type OperationName = (typeof operationNames)[number]
export type BenchOperation = { query: string; variables?: Record<string, unknown> }

const fragments = {
  User: 'fragment User on User { id username name }',
  Review: 'fragment Review on Review { id body }',
  Product: 'fragment Product on Product { inStock name price shippingEstimate upc weight }',
}

/** Five levels deep and 88 kB, as the public benchmark asks; one page of a shop; and a list. */
export const operations: Record<OperationName, BenchOperation> = {
  large: {
    query: `query Large {
  users {
    ...User
    reviews {
      ...Review
      product {
        ...Product
        reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
      }
    }
  }
  topProducts {
    ...Product
    reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
  }
}
${fragments.User}
${fragments.Review}
${fragments.Product}`,
  },
  middle: {
    query: `query Middle($first: Int!) {
  topProducts(first: $first) {
    ...Product
    reviews { ...Review author { ...User } }
  }
  me { ...User reviews { ...Review product { ...Product } } }
}
${fragments.User}
${fragments.Review}
${fragments.Product}`,
    variables: { first: 9 },
  },
  small: {
    query: `query Small {
  topProducts { upc name price weight inStock }
  me { id username name birthday }
}`,
  },
}

/** What a client sends. */
export function requestBody(operation: BenchOperation): string {
  return JSON.stringify(operation)
}

/** The right answer, by graphql-js over the whole data: no federation is involved. */
export async function expectedAnswer({ query, variables }: BenchOperation): Promise<{ data: unknown }> {
  const nowhere = 'http://nowhere.invalid/'
  const sdl = composeSupergraph({ accounts: nowhere, inventory: nowhere, products: nowhere, reviews: nowhere })
  const schema = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema()
  const { data, errors } = await graphql({
    schema,
    source: query,
    variableValues: variables ?? null,
    rootValue: {
      me: () => toUser(users[0] as User),
      users: () => users.map(toUser),
      topProducts: ({ first }: { first: number }) => products.slice(0, first).map(toProduct),
    },
  })
  if (errors) throw new AggregateError(errors, errors[0]?.message)
  return { data: JSON.parse(JSON.stringify(data)) }
}

// Objects whose functions graphql-js calls where a query goes on: the graph is endless, and is walked on demand.

function toUser(user: User): object {
  return { ...user, reviews: () => reviewsOfUser().map(toReview) }
}

function toProduct(product: Product): object {
  return {
    ...product,
    shippingEstimate: shippingEstimate(product),
    reviews: () => reviewsOfProduct(product.upc).map(toReview),
  }
}

function toReview(review: Review): object {
  const product = products.find(({ upc }) => upc === review.productUpc) as Product
  return { ...review, author: () => toUser(authorOf()), product: () => toProduct(product) }
}
