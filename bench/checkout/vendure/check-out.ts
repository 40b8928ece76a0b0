import { randomUUID } from 'node:crypto'
import type { Client } from '../client.ts'
import type { Timing } from '../contender.ts'

const ORDER = `__typename
  ... on Order { id code state totalWithTax }
  ... on ErrorResult { errorCode message }`
const ADD = `mutation ($id: ID!) { done: addItemToOrder(productVariantId: $id, quantity: 1) { ${ORDER} } }`
const CUSTOMER = `mutation ($input: CreateCustomerInput!) { done: setCustomerForOrder(input: $input) { ${ORDER} } }`
const SHIP_TO = `mutation ($input: CreateAddressInput!) { done: setOrderShippingAddress(input: $input) { ${ORDER} } }`
const SHIP_BY = `mutation ($ids: [ID!]!) { done: setOrderShippingMethod(shippingMethodId: $ids) { ${ORDER} } }`
const ARRANGE = `mutation { done: transitionOrderToState(state: "ArrangingPayment") { ${ORDER} } }`
const PAY = `mutation ($input: PaymentInput!) { done: addPaymentToOrder(input: $input) { ${ORDER} } }`

const LIST = '{ products(options: { take: 60 }) { items { variants { id } } } activePaymentMethods { code } }'
const METHODS = '{ eligibleShippingMethods { id } }'

/** A guest is known by this header of the first answer from then on. */
const TOKEN_HEADER = 'vendure-auth-token'

/** Vendure locks what is bought in the order of the lines: two who buy the same in another order meet in one, and one of them has to try again. */
const DEADLOCK = 'deadlock detected'

const ADDRESS = {
  fullName: 'Ada Lindqvist',
  streetLine1: 'Prinsengracht 263',
  city: 'Amsterdam',
  postalCode: '1016 GV',
  countryCode: 'NL',
}

type Done = { done: { __typename: string; state?: string } | null }

/** What a buyer who has looked around knows, and need not ask again. */
export type Known = { shippingMethod: string; paymentMethod: string }

/** The first variant of so many products, and how things are sent and paid. */
export async function lookAround(client: Client, count: number): Promise<Known & { variants: string[] }> {
  const ask = becomeGuest(client)
  const { products, activePaymentMethods } = await ask<{
    products: { items: { variants: { id: string }[] }[] }
    activePaymentMethods: { code: string }[]
  }>(LIST)
  const variants = products.items.flatMap(({ variants }) => variants.slice(0, 1).map(({ id }) => id)).slice(0, count)
  await ask(ADD, { id: variants[0] })
  await ask(SHIP_TO, { input: ADDRESS })
  const { eligibleShippingMethods } = await ask<{ eligibleShippingMethods: { id: string }[] }>(METHODS)
  const [shippingMethod] = eligibleShippingMethods
  const [paymentMethod] = activePaymentMethods
  if (!shippingMethod || !paymentMethod) throw new Error('Vendure has no way to send or to pay')
  return { variants, shippingMethod: shippingMethod.id, paymentMethod: paymentMethod.code }
}

/**
 * Checks out as a guest who registers nothing, as ours do: two lines, an e-mail address of their own, address, shipping and payment, which
 * Vendure's handler settles at once. The order is placed with it.
 */
export async function checkOut(
  client: Client,
  variants: readonly [string, string],
  { shippingMethod, paymentMethod }: Known,
): Promise<Timing> {
  const began = performance.now()
  const ask = becomeGuest(client)
  let repeats = 0
  async function insist(mutation: string, variables: object): Promise<Done> {
    for (;;) {
      try {
        return await ask<Done>(mutation, variables)
      } catch (error) {
        if (!(error instanceof Error && error.message.includes(DEADLOCK))) throw error
        repeats += 1
      }
    }
  }
  async function move(mutation: string, variables: object, state: string): Promise<void> {
    const { done } = await insist(mutation, variables)
    if (done?.state !== state) throw new Error(`the order is not ${state}: ${JSON.stringify(done)}`)
  }
  for (const id of variants) await move(ADD, { id }, 'AddingItems')
  const customer = { firstName: 'Ada', lastName: 'Lindqvist', emailAddress: `${randomUUID()}@example.com` }
  await move(CUSTOMER, { input: customer }, 'AddingItems')
  await move(SHIP_TO, { input: ADDRESS }, 'AddingItems')
  await move(SHIP_BY, { ids: [shippingMethod] }, 'AddingItems')
  await move(ARRANGE, {}, 'ArrangingPayment')
  await move(PAY, { input: { method: paymentMethod, metadata: {} } }, 'PaymentSettled')
  const captured = performance.now() - began
  return { placed: captured, captured, repeats }
}

/** One who asks with the token that the first answer brought. */
function becomeGuest(client: Client): <Data>(query: string, variables?: object) => Promise<Data> {
  let token: string | undefined
  return async <Data>(query: string, variables: object = {}) => {
    const { data, header } = await client.send<Data>(query, variables, token)
    token ??= header(TOKEN_HEADER)
    return data
  }
}
