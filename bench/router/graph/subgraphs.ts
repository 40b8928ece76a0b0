import { buildSubgraphSchema } from '@apollo/subgraph'
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js'
import { parse } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { authorOf, products, reviewsOfProduct, reviewsOfUser, shippingEstimate, users } from './data.ts'
import type { Product, User } from './data.ts'

export const subgraphNames = ['accounts', 'inventory', 'products', 'reviews'] as const
export type SubgraphName = (typeof subgraphNames)[number]

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: '

/** The four subgraphs of the public gateway benchmark: the same types, keys and ways between them. */
export const subgraphSdl: Record<SubgraphName, string> = {
  accounts: `${LINK}["@key", "@shareable"])

type Query {
  me: User
  user(id: ID!): User
  users: [User]
}

type User @key(fields: "id") {
  id: ID!
  name: String
  username: String @shareable
  birthday: Int
}
`,
  inventory: `${LINK}["@key", "@external", "@requires"])

type Product @key(fields: "upc") {
  upc: String!
  weight: Int @external
  price: Int @external
  inStock: Boolean
  shippingEstimate: Int @requires(fields: "price weight")
}
`,
  products: `${LINK}["@key"])

type Query {
  topProducts(first: Int = 5): [Product]
}

type Product @key(fields: "upc") {
  upc: String!
  name: String
  price: Int
  weight: Int
}
`,
  reviews: `${LINK}["@key", "@external", "@provides"])

type Review @key(fields: "id") {
  id: ID!
  body: String
  author: User @provides(fields: "username")
  product: Product
}

type User @key(fields: "id") {
  id: ID!
  username: String @external
  reviews: [Review]
}

type Product @key(fields: "upc") {
  upc: String!
  reviews: [Review]
}
`,
}

const userById = new Map(users.map((user) => [user.id, user]))
const productByUpc = new Map(products.map((product) => [product.upc, product]))

type Represented<Entity> = { [Field in keyof Entity]: Entity[Field] }

const resolvers: Record<SubgraphName, GraphQLResolverMap<unknown>> = {
  accounts: {
    Query: {
      me: () => users[0],
      user: (_root: unknown, { id }: { id: string }) => userById.get(id),
      users: () => users,
    },
    User: { __resolveReference: ({ id }: Represented<User>) => userById.get(id) },
  },
  inventory: {
    Product: {
      // What came with the representation stays: the estimate needs it, and would be null if a router left it out.
      __resolveReference: (representation: Represented<Product>) => ({
        ...representation,
        inStock: productByUpc.get(representation.upc)?.inStock,
      }),
      shippingEstimate: ({ price, weight }: Partial<Product>) =>
        price === undefined || weight === undefined ? null : shippingEstimate({ price, weight }),
    },
  },
  products: {
    Query: { topProducts: (_root: unknown, { first }: { first: number }) => products.slice(0, first) },
    Product: { __resolveReference: ({ upc }: Represented<Product>) => productByUpc.get(upc) },
  },
  reviews: {
    Review: { author: () => authorOf(), product: ({ productUpc }: { productUpc: string }) => ({ upc: productUpc }) },
    User: { reviews: () => reviewsOfUser() },
    Product: { reviews: ({ upc }: Represented<Product>) => reviewsOfProduct(upc) },
  },
}

/** A subgraph that can be executed. */
export function subgraphSchema(name: SubgraphName): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(subgraphSdl[name]), resolvers: resolvers[name] })
}
