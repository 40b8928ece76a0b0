import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kind, parse, print, visit } from 'graphql'

/**
 * A change as in a large pull request, of what many operations use: a field goes, one may be null, a value comes, an input field
 * becomes required, and a subgraph gets a field that another had.
 */
export function changeSchema(folder: string): void {
  edit(join(folder, 'orders.graphql'), {
    'Order.number': () => null,
    'Order.placedAt': (node) => ({
      ...node,
      type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'DateTime' } },
    }),
  })
  const orders = readFileSync(join(folder, 'orders.graphql'), 'utf8')
  writeFileSync(
    join(folder, 'orders.graphql'),
    orders
      .replace(/enum OrderStatus[^{]*\{/, '$&\n  FROZEN')
      .replace(/input PlaceOrderInput[^{]*\{/, '$&\n  gift: Boolean!'),
  )
  edit(join(folder, 'products.graphql'), {
    'Product.description': () => null,
    'ProductVariant.weightGrams': () => null,
  })
  const inventory = readFileSync(join(folder, 'inventory.graphql'), 'utf8')
  writeFileSync(
    join(folder, 'inventory.graphql'),
    inventory.replace(/type ProductVariant [^{]*\{/, '$& "In grams." weightGrams: Int!'),
  )
}

function edit(file: string, edits: Record<string, (node: object) => object | null>): void {
  const changed = visit(parse(readFileSync(file, 'utf8')), {
    ObjectTypeDefinition: (type) => ({
      ...type,
      fields: type.fields?.flatMap((field) => {
        const change = edits[`${type.name.value}.${field.name.value}`]
        const node = change ? change(field) : field
        return node ? [node as typeof field] : []
      }),
    }),
  })
  writeFileSync(file, print(changed))
}
