import { once } from '@shop/subgraph/idempotency'
import { newId } from '@shop/subgraph/new-id'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import { hasRole, type Viewer } from '@shop/subgraph/viewer'
import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { canViewOrder } from '../authorize.ts'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { refusal } from '../errors.ts'
import { actorOf, type Actor } from '../history/history.ts'
import { checkAddress, tidyAddress } from '../order/check-buyer.ts'
import { findOrderLines, lockOrder } from '../order/order-store.ts'
import type { Order, OrderLine, PostalAddress } from '../order/order.ts'
import { refuseStale } from '../order/refuse-stale.ts'
import { readShippedUnits } from '../shipment/read-parcel-contents.ts'
import { editLines, type LineChanges } from './edit-lines.ts'
import type { OrderEdit } from './order-edit.ts'
import { findVariantsOf, requoteOrder } from './requote-order.ts'
import { requestEdit } from './settle-edit.ts'

export type EditOrderInput = LineChanges & {
  idempotencyKey: string
  orderId: string
  expectedVersion: number
  shippingAddress: PostalAddress | null
  shippingMethodId: string | null
  /** In minor units; null for an amount that the currency cannot have, which equals no total. */
  expectedTotal: { amount: number | null; currencyCode: string } | null
}

const MAXIMUM_CHANGES = 100

type Needed = Pick<Services, 'transact' | 'clock' | 'carrier'>

/** Edits an order for its owner or staff, and answers the id of the edit. */
export async function editOrder(
  { transact, clock, carrier }: Needed,
  viewer: Viewer,
  { idempotencyKey, ...input }: EditOrderInput,
  mutation: 'editOrder' | 'cancelOrderLines' = 'editOrder',
): Promise<string> {
  const { lines, cancelLines, addLines, shippingAddress, shippingMethodId } = input
  const changes = [lines, cancelLines, addLines].map(({ length }) => length)
  if (changes.some((count) => count > MAXIMUM_CHANGES)) throw refusal('LIMIT_REACHED', ['input'])
  if (changes.every((count) => count === 0) && !shippingAddress && !shippingMethodId) {
    throw refusal('INVALID_QUANTITY', ['input'], 'Nothing would change.')
  }
  if (shippingAddress) refuseIfAny(...checkAddress(shippingAddress, ['input', 'shippingAddress']))
  const scope = `${viewer.id}:${mutation}`
  const key = { key: idempotencyKey, scope, input, field: ['input', 'idempotencyKey'] }
  return transact((tx) =>
    once(tx, key, async () => {
      const order = await lockOrder(tx, input.orderId)
      if (!order || !canViewOrder(viewer, order)) throw refusal('NOT_FOUND', ['input', 'orderId'])
      refuseStale(order, input.expectedVersion)
      if (order.status !== 'CONFIRMED' || order.pendingEditId) throw refusal('NOT_EDITABLE', ['input', 'orderId'])
      return edit(
        tx,
        carrier,
        order,
        input,
        { actor: actorOf(viewer, order), isStaff: hasRole(viewer, 'STAFF') },
        clock.now(),
      )
    }),
  )
}

async function edit(
  tx: Transaction,
  carrier: Services['carrier'],
  order: Order,
  input: Omit<EditOrderInput, 'idempotencyKey'>,
  { actor, isStaff }: { actor: Actor; isStaff: boolean },
  now: Date,
): Promise<string> {
  const before = await findOrderLines(tx, order.id)
  const shipped = await readShippedUnits(tx, order.id, before)
  // What is on its way goes where it goes, and is no longer the customer's to change.
  if (shipped.length > 0 && (input.shippingAddress || !isStaff)) throw refusal('NOT_EDITABLE', ['input', 'orderId'])

  const lines = editLines(order, before, input, await findVariantsOf(tx, input.addLines), newId)
  refuseImpossible(before, lines, shipped)
  const address = input.shippingAddress ? tidyAddress(input.shippingAddress) : order.shippingAddress
  const { lines: shares, ...amounts } = await requoteOrder(tx, order, lines, {
    address,
    shippingMethodId: input.shippingMethodId,
  })
  refuseOtherTotal(amounts.total, input.expectedTotal)

  const request: OrderEdit = {
    id: newId(),
    orderId: order.id,
    status: 'PENDING',
    requestedBy: actor.id ?? order.ownerId,
    requestedByKind: actor.kind,
    draft: {
      lines: lines.map((line, index) => ({
        ...line,
        discount: shares[index]?.discount ?? 0,
        tax: shares[index]?.tax ?? 0,
        taxIncluded: amounts.pricesIncludeTax,
      })),
      amounts,
      shippingAddress: input.shippingAddress && address,
    },
    shortages: [],
    rejection: null,
    awaitsParcels: false,
    requestedAt: now,
    settledAt: null,
  }
  await requestEdit(tx, { carrier }, order, request, actor, now)
  return request.id
}

function refuseImpossible(
  before: readonly OrderLine[],
  lines: readonly OrderLine[],
  shipped: readonly { variantId: string; quantity: number }[],
): void {
  if (lines.length === 0) throw refusal('NOT_EDITABLE', ['input'], 'Nothing would be left: cancel the order instead.')
  for (const line of before) {
    const sent = shipped.reduce((sum, unit) => sum + (unit.variantId === line.variantId ? unit.quantity : 0), 0)
    const left = lines.find(({ id }) => id === line.id)?.quantity ?? 0
    if (left < sent) throw refusal('INVALID_QUANTITY', ['input', 'lines'], 'Units that are on their way stay.')
  }
}

function refuseOtherTotal(total: number, expected: EditOrderInput['expectedTotal']): void {
  if (!expected) return
  if (expected.currencyCode !== SHOP_CURRENCY) {
    throw refusal('CURRENCY_MISMATCH', ['input', 'expectedTotal', 'currencyCode'])
  }
  if (expected.amount !== total) throw refusal('TOTAL_CHANGED', ['input', 'expectedTotal'])
}
