/** One query that every subgraph has a part in. Ada's history is part of the demo data. */
export const FIVE_SUBGRAPHS = `{
  products(first: 5) {
    totalCount
    nodes {
      title
      variants { sku price { amount currencyCode } availability { status quantity } }
      reviews(first: 2) { nodes { rating author { givenName } } }
    }
  }
  me {
    givenName
    orders(first: 2) { nodes { number status total { amount } payments { status amount { amount } } } }
  }
}`
