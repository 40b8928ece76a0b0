import { randomUUID } from 'node:crypto'
import type { Client } from '../client.ts'

const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }'
const LIST = '{ products(first: 60) { nodes { variants { id listed availability { quantity } } } } }'
const LEVELS = 'query ($id: ID!) { stockLevels(variantId: $id) { nodes { location { id } } } }'
const ADJUST = 'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }'

/** More than any run sells. */
const UNITS = 1_000_000

type Listed = {
  products: { nodes: { variants: { id: string; listed: boolean; availability: { quantity: number } }[] }[] }
}
type Levels = { stockLevels: { nodes: { location: { id: string } }[] } }
type Login = { login: { tokens: { accessToken: string } } }
type Adjusted = { adjustStock: { userErrors: unknown[] } }

/** Fills the shelves of some variants, as staff does, and gives them: the bench is not about running out. */
export async function stockUp(
  client: Client,
  staff: { email: string; password: string },
  count: number,
): Promise<string[]> {
  const { login } = await client.ask<Login>(LOGIN, { input: staff })
  const token = login.tokens.accessToken
  const { products } = await client.ask<Listed>(LIST)
  const variants = products.nodes
    .flatMap(({ variants }) => variants.slice(0, 1))
    .filter(({ listed, availability }) => listed && availability.quantity > 0)
    .slice(0, count)
  for (const { id } of variants) {
    const { stockLevels } = await client.ask<Levels>(LEVELS, { id }, token)
    const locationId = stockLevels.nodes[0]?.location.id
    const input = { idempotencyKey: randomUUID(), variantId: id, locationId, delta: UNITS, reason: 'COUNTED' }
    const { adjustStock } = await client.ask<Adjusted>(ADJUST, { input }, token)
    if (adjustStock.userErrors.length > 0) throw new Error(`no stock: ${JSON.stringify(adjustStock.userErrors)}`)
  }
  return variants.map(({ id }) => id)
}
