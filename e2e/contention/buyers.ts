import { createRandom } from '@shop/prisma/demo/random'
import { randomUUID } from 'node:crypto'
import { askUntilAnswered } from '../crash/stubborn-client.ts'
import { asGuest, orderInput } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { PLACE } from '../shop/shopping.ts'

/** What chance decides of a buyer, drawn before anything runs side by side. */
export type Plan = { variants: string[]; holds: boolean }

/** A guest with a full cart. */
export type Buyer = { client: ShopClient; cartId: string }

const FILL = `mutation ($a: AddCartLineInput!, $b: AddCartLineInput!, $c: AddCartLineInput!) {
  a: addCartLine(input: $a) { cart { id } } b: addCartLine(input: $b) { cart { id } } c: addCartLine(input: $c) { cart { id } }
}`
export const START = `mutation ($input: StartCheckoutInput!) { startCheckout(input: $input) { userErrors { code } } }`

/** Buyers who each want one unit of three variants, in an order of their own; some have them held before they order. */
export function drawPlans(
  seed: number,
  count: number,
  choose: (random: ReturnType<typeof createRandom>) => string[],
): Plan[] {
  const random = createRandom('contention', seed)
  return Array.from({ length: count }, () => ({ variants: choose(random), holds: random.chance(0.25) }))
}

/** The same entries in another order. */
export function shuffle<Entry>(random: ReturnType<typeof createRandom>, entries: readonly Entry[]): Entry[] {
  const rest = [...entries]
  return entries.map(() => rest.splice(random.between(0, rest.length - 1), 1)[0] as Entry)
}

/** Fills a guest's cart. */
export async function enterShop(url: string, { variants, holds }: Plan): Promise<Buyer> {
  const { client } = await asGuest(url)
  const [a, b, c] = variants.map((variantId) => ({ variantId, quantity: 1 }))
  const { data, errors } = await client.ask(FILL, { a, b, c })
  const cartId: string | undefined = data?.c.cart?.id
  if (!cartId) throw new Error(`a cart was not filled: ${JSON.stringify({ data, errors })}`)
  if (holds) await client.ask(START, { input: { idempotencyKey: randomUUID(), cartId } })
  return { client, cartId }
}

/** Orders the cart, and asks again, with the same key, when the shop is too busy to answer; says how often it asked. */
export async function order({ client, cartId }: Buyer): Promise<number> {
  const { data, tries } = await askUntilAnswered(client, PLACE, { input: orderInput(cartId) })
  if (!data?.placeOrder.order?.id) throw new Error(`no order was placed: ${JSON.stringify(data)}`)
  return tries
}

/** Does something for each entry, so many at a time; answers are in the order of the entries. */
export async function forEach<Entry, Result>(
  entries: readonly Entry[],
  atOnce: number,
  work: (entry: Entry) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = entries.entries()
  const worker = async () => {
    for (const [index, entry] of queue) results[index] = await work(entry)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
