// What stands behind the API's types between resolvers. The generated resolver types read the names: OrderMapper is Order.
import type { Cart, CartLine } from './cart/cart.ts'
import type { OrderEdit } from './edit/order-edit.ts'
import type { HistoryEntry } from './history/history.ts'
import type { Attention } from './order/attention.ts'
import type { Order, OrderLine } from './order/order.ts'
import type { WaitingOrderRow } from './order/waiting-store.ts'
import type { Promotion } from './promotion/promotion.ts'
import type { Quote } from './quote/quote.ts'
import type { Return, ReturnLine } from './return/return.ts'
import type { Period, ProductSalesRow, Sums } from './statistics/statistics-store.ts'
import type { Shipment, ShipmentLine, TrackingEvent } from './shipment/shipment.ts'
import type { PlannedShipment } from './shipment/shipment-store.ts'
import type { ShippingMethod } from './zone/shipping-method.ts'
import type { Zone } from './zone/zone.ts'

export type CartMapper = Cart
export type CartLineMapper = CartLine
export type OrderMapper = Order
export type OrderAttentionMapper = Attention
export type OrderEditMapper = OrderEdit
export type OrderHistoryEntryMapper = HistoryEntry
export type OrderLineMapper = OrderLine
export type PromotionMapper = Promotion
export type ReturnMapper = Return
export type ReturnLineMapper = ReturnLine
export type ShippingMethodMapper = ShippingMethod
export type ShippingOptionMapper = Quote
export type ZoneMapper = Zone
export type ShipmentMapper = Shipment
export type PlannedShipmentMapper = PlannedShipment
export type ShipmentLineMapper = ShipmentLine
export type TrackingEventMapper = TrackingEvent
/** A user as orders knows one: by uuid. */
export type UserMapper = { uuid: string }
export type SalesStatisticsMapper = Period & { timeZone: string }
export type SalesFiguresMapper = Sums & { currencyCode: string }
export type ProductSalesMapper = ProductSalesRow & { currencyCode: string }
export type CategorySalesMapper = { categoryId: string; units: number; revenue: number; currencyCode: string }
export type WaitingOrderMapper = WaitingOrderRow
