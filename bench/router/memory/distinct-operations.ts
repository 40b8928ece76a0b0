const productFields = ['name', 'price', 'weight', 'inStock', 'shippingEstimate'] as const
const userFields = ['name', 'username', 'birthday'] as const

/**
 * One of many operations of which no two are alike: other fields, other sizes of the list, another alias. What a router
 * keeps by text, by shape or by plan, it keeps once for each of them.
 */
export function distinctOperation(index: number): string {
  const ofProduct = chosen(productFields, index)
  const ofUser = chosen(userFields, Math.floor(index / 32))
  const first = 1 + (index % 9)
  const reviews = index % 3 === 0 ? ` reviews { id author { id ${ofUser} } }` : ''
  return (
    `query Operation${index} { products${index}: topProducts(first: ${first}) { upc ${ofProduct}${reviews} } ` +
    `me { id ${ofUser} } }`
  )
}

/** The fields whose bit is set. */
function chosen(fields: readonly string[], bits: number): string {
  return fields.filter((_, at) => (bits >> at) % 2 === 1).join(' ')
}
