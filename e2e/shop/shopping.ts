import { randomUUID } from 'node:crypto'
import type { Answer, ShopClient } from './shop-client.ts'
import { orderInput } from './shop-client.ts'

const ADD = `mutation ($input: AddCartLineInput!) {
  addCartLine(input: $input) { cart { id total { amount currencyCode } } userErrors { code field } }
}`
export const PLACE = `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    __typename
    ... on PlaceOrderSuccess { order { id number status paymentStatus total { amount currencyCode } } }
    ... on PlaceOrderRejection { userErrors { code field message } }
  }
}`

/** Puts units into the viewer's cart and gives the cart's ID. */
export async function fillCart(client: ShopClient, variantId: string, quantity = 1): Promise<string> {
  const { data, errors } = await client.ask(ADD, { input: { variantId, quantity } })
  const cartId: string | undefined = data?.addCartLine.cart?.id
  if (!cartId) throw new Error(`nothing was put into the cart: ${JSON.stringify({ data, errors })}`)
  return cartId
}

/** Places an order of one line and gives its ID. */
export async function placeOrder(
  client: ShopClient,
  variantId: string,
  change: { quantity?: number; paymentMethod?: string; shippingAddress?: object } = {},
): Promise<string> {
  const { quantity = 1, ...input } = change
  const cartId = await fillCart(client, variantId, quantity)
  const answer: Answer = await client.ask(PLACE, { input: orderInput(cartId, input) })
  const orderId: string | undefined = answer.data?.placeOrder.order?.id
  if (!orderId) throw new Error(`no order was placed: ${JSON.stringify(answer)}`)
  return orderId
}

/** Variants that are on sale, of different products. */
export async function findVariants(client: ShopClient): Promise<string[]> {
  const query = `{ products(first: 20) { nodes { variants { id listed availability { quantity } } } } }`
  const { data } = await client.ask(query)
  type Variant = { id: string; listed: boolean; availability: { quantity: number } }
  const variants = (data.products.nodes as { variants: Variant[] }[]).flatMap((product) => product.variants.slice(0, 1))
  return variants.filter((variant) => variant.listed && variant.availability.quantity > 0).map((variant) => variant.id)
}

/** Sets the units of a variant over all locations, as staff does: by adjusting each level. */
export async function setStock(staff: ShopClient, variantId: string, units: number): Promise<void> {
  const query = `query ($variantId: ID!) { stockLevels(variantId: $variantId) { nodes { available location { id } } } }`
  const { data } = await staff.ask(query, { variantId })
  const levels = data.stockLevels.nodes as { available: number; location: { id: string } }[]
  const adjust = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }`
  for (const [index, level] of levels.entries()) {
    const delta = (index === 0 ? units : 0) - level.available
    if (delta === 0) continue
    const input = { idempotencyKey: randomUUID(), variantId, locationId: level.location.id, delta, reason: 'COUNTED' }
    const answer = await staff.ask(adjust, { input })
    if (answer.data?.adjustStock.userErrors.length !== 0) throw new Error(`stock not set: ${JSON.stringify(answer)}`)
  }
}

/** Units of a variant that can be sold now. */
export async function unitsAvailable(client: ShopClient, variantId: string): Promise<number> {
  const query = `query ($id: ID!) { productVariant(id: $id) { availability { quantity } } }`
  const { data } = await client.ask(query, { id: variantId })
  return data.productVariant.availability.quantity
}
