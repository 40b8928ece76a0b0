import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { canViewOrder, isStaff } from '../authorize.ts'
import type { OrderResolvers } from '../generated/graphql.ts'
import { HISTORY_KEYS } from '../history/history-store.ts'
import { attentionReasonOf } from '../order/attention.ts'
import { toDiscountLine, toTaxLine } from '../receipt-lines.ts'

export const Order: OrderResolvers = {
  __resolveReference: async ({ id }, { viewer, loaders }) => {
    const order = await loaders.order.load(fromGlobalId(id, 'Order'))
    return order && canViewOrder(viewer, order) ? order : null
  },
  id: (order) => toGlobalId('Order', order.id),
  customer: (order) => (order.ownerKind === 'USER' ? { uuid: order.ownerId } : null),
  lines: (order, _args, { loaders }) => loaders.linesOfOrder.load(order.id),
  subtotal: (order) => toMoney(order.subtotal, order.currencyCode),
  discountTotal: (order) => toMoney(order.discountTotal, order.currencyCode),
  shippingTotal: (order) => toMoney(order.shippingTotal, order.currencyCode),
  taxTotal: (order) => toMoney(order.taxTotal, order.currencyCode),
  total: (order) => toMoney(order.total, order.currencyCode),
  taxLines: (order) => order.taxLines.map((tax) => toTaxLine(tax, order.currencyCode)),
  discountLines: (order) => order.discountLines.map((discount) => toDiscountLine(discount, order.currencyCode)),
  plannedShipments: (order, _args, { viewer, loaders }) =>
    isStaff(viewer) ? loaders.plannedShipmentsOfOrder.load(order.id) : null,
  shipments: (order, _args, { loaders }) => loaders.shipmentsOfOrder.load(order.id),
  returns: (order, _args, { loaders }) => loaders.returnsOfOrder.load(order.id),
  pendingEdit: ({ pendingEditId }, _args, { loaders }) => (pendingEditId ? loaders.edit.load(pendingEditId) : null),
  edits: (order, _args, { loaders }) => loaders.editsOfOrder.load(order.id),
  history: async (order, args, { viewer, loaders }) => {
    if (!isStaff(viewer)) return null
    const page = readPage(args, HISTORY_KEYS)
    return connectionFromRows(await loaders.historyOfOrder(order.id, page), page, HISTORY_KEYS)
  },
  attention: (order, _args, { viewer }) => (isStaff(viewer) ? [...order.attention] : null),
  attentionReason: (order, _args, { viewer }) => (isStaff(viewer) ? attentionReasonOf(order) : null),
}
