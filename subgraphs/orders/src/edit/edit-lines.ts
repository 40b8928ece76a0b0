import { LINE_QUANTITIES, MAXIMUM_LINES, MAXIMUM_LINE_QUANTITY } from '../cart/cart.ts'
import { isPurchasable, lineTitle, type CatalogueVariant } from '../catalogue/variant.ts'
import { refusal } from '../errors.ts'
import type { Order, OrderLine } from '../order/order.ts'

/** Other quantities of lines, units to cancel of lines, and units that come on top. */
export type LineChanges = {
  lines: { orderLineId: string; quantity: number }[]
  cancelLines: { orderLineId: string; quantity: number }[]
  addLines: { variantId: string; quantity: number }[]
}

/** The lines that an order has with the changes; their shares of discount and tax are to be found anew. */
export function editLines(
  order: Pick<Order, 'id' | 'currencyCode'>,
  before: readonly OrderLine[],
  changes: LineChanges,
  catalogue: ReadonlyMap<string, CatalogueVariant>,
  newLineId: () => string,
): OrderLine[] {
  const lines = before.map((line) => ({ ...line }))
  for (const [index, { orderLineId, quantity }] of changes.lines.entries()) {
    const field = ['input', 'lines', String(index)]
    const line = lines.find(({ id }) => id === orderLineId)
    if (!line) throw refusal('NOT_FOUND', [...field, 'orderLineId'])
    if (quantity < 0 || quantity > MAXIMUM_LINE_QUANTITY) throw refusal('INVALID_QUANTITY', [...field, 'quantity'])
    line.quantity = quantity
  }
  for (const [index, { orderLineId, quantity }] of changes.cancelLines.entries()) {
    const field = ['input', 'lines', String(index)]
    const line = lines.find(({ id }) => id === orderLineId)
    if (!line) throw refusal('NOT_FOUND', [...field, 'orderLineId'])
    if (quantity < 1 || quantity > line.quantity) throw refusal('INVALID_QUANTITY', [...field, 'quantity'])
    line.quantity -= quantity
  }
  let position = Math.max(...before.map((line) => line.position))
  for (const [index, { variantId, quantity }] of changes.addLines.entries()) {
    const field = ['input', 'addLines', String(index)]
    const variant = catalogue.get(variantId)
    if (!variant) throw refusal('NOT_FOUND', [...field, 'variantId'])
    if (!isPurchasable(variant)) throw refusal('NOT_PURCHASABLE', [...field, 'variantId'])
    // An order has a variant once: more of what is there costs what was agreed on.
    const line = lines.find((other) => other.variantId === variantId)
    const sum = (line?.quantity ?? 0) + quantity
    if (quantity < 1 || sum > MAXIMUM_LINE_QUANTITY)
      throw refusal('INVALID_QUANTITY', [...field, 'quantity'], LINE_QUANTITIES)
    if (line) line.quantity = sum
    else {
      position += 1
      lines.push({
        id: newLineId(),
        orderId: order.id,
        position,
        variantId,
        title: lineTitle(variant),
        sku: variant.sku,
        quantity,
        currencyCode: variant.currencyCode,
        unitPrice: variant.price,
        discount: 0,
        tax: 0,
        taxIncluded: true,
      })
    }
  }
  const left = lines.filter(({ quantity }) => quantity > 0)
  if (left.length > MAXIMUM_LINES) throw refusal('LIMIT_REACHED', ['input', 'addLines'])
  return left
}

/** Whether the order needs other units than before. */
export function needsOtherUnits(before: readonly OrderLine[], after: readonly OrderLine[]): boolean {
  const units = new Map(before.map(({ id, quantity }) => [id, quantity]))
  return before.length !== after.length || after.some(({ id, quantity }) => units.get(id) !== quantity)
}
