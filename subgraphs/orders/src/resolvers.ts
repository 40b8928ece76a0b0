import { CurrencyCode, DateOnly, DateTime, Decimal } from '@shop/subgraph/scalars'
import type { Resolvers } from './generated/graphql.ts'
import { Cart } from './resolvers/Cart.ts'
import { CartLine } from './resolvers/CartLine.ts'
import { CategorySales } from './resolvers/CategorySales.ts'
import { addCartLine } from './resolvers/Mutation/addCartLine.ts'
import { applyPromotionCode } from './resolvers/Mutation/applyPromotionCode.ts'
import { cancelOrder } from './resolvers/Mutation/cancelOrder.ts'
import { createPromotion } from './resolvers/Mutation/createPromotion.ts'
import { deleteShippingMethod } from './resolvers/Mutation/deleteShippingMethod.ts'
import { deleteZone } from './resolvers/Mutation/deleteZone.ts'
import { endPromotion } from './resolvers/Mutation/endPromotion.ts'
import { saveShippingMethod } from './resolvers/Mutation/saveShippingMethod.ts'
import { saveZone } from './resolvers/Mutation/saveZone.ts'
import { approveReturn } from './resolvers/Mutation/approveReturn.ts'
import { cancelOrderLines } from './resolvers/Mutation/cancelOrderLines.ts'
import { cancelShipment } from './resolvers/Mutation/cancelShipment.ts'
import { createShipment } from './resolvers/Mutation/createShipment.ts'
import { editOrder } from './resolvers/Mutation/editOrder.ts'
import { rejectReturn } from './resolvers/Mutation/rejectReturn.ts'
import { handOverShipment } from './resolvers/Mutation/handOverShipment.ts'
import { placeOrder } from './resolvers/Mutation/placeOrder.ts'
import { rebuildStatistics } from './resolvers/Mutation/rebuildStatistics.ts'
import { receiveReturn } from './resolvers/Mutation/receiveReturn.ts'
import { removeCartLine } from './resolvers/Mutation/removeCartLine.ts'
import { requestReturn } from './resolvers/Mutation/requestReturn.ts'
import { resolveOrdersDeadLetter } from './resolvers/Mutation/resolveOrdersDeadLetter.ts'
import { retryOrdersDeadLetter } from './resolvers/Mutation/retryOrdersDeadLetter.ts'
import { settleAttention } from './resolvers/Mutation/settleAttention.ts'
import { settleReturn } from './resolvers/Mutation/settleReturn.ts'
import { startCheckout } from './resolvers/Mutation/startCheckout.ts'
import { updateCartLine } from './resolvers/Mutation/updateCartLine.ts'
import { Order } from './resolvers/Order.ts'
import { OrderAttention } from './resolvers/OrderAttention.ts'
import { OrderEdit } from './resolvers/OrderEdit.ts'
import { OrderHistoryEntry } from './resolvers/OrderHistoryEntry.ts'
import { OrderLine } from './resolvers/OrderLine.ts'
import { ProductSales } from './resolvers/ProductSales.ts'
import { Promotion } from './resolvers/Promotion.ts'
import { PlannedShipment } from './resolvers/PlannedShipment.ts'
import { cart } from './resolvers/Query/cart.ts'
import { order } from './resolvers/Query/order.ts'
import { orders } from './resolvers/Query/orders.ts'
import { ordersDeadLetters } from './resolvers/Query/ordersDeadLetters.ts'
import { promotions } from './resolvers/Query/promotions.ts'
import { salesStatistics } from './resolvers/Query/salesStatistics.ts'
import { zones } from './resolvers/Query/zones.ts'
import { Return } from './resolvers/Return.ts'
import { ReturnLine } from './resolvers/ReturnLine.ts'
import { SalesFigures } from './resolvers/SalesFigures.ts'
import { SalesStatistics } from './resolvers/SalesStatistics.ts'
import { Shipment } from './resolvers/Shipment.ts'
import { ShipmentLine } from './resolvers/ShipmentLine.ts'
import { ShippingMethod } from './resolvers/ShippingMethod.ts'
import { ShippingOption } from './resolvers/ShippingOption.ts'
import { deliveryUpdated } from './resolvers/Subscription/deliveryUpdated.ts'
import { myOrdersUpdated } from './resolvers/Subscription/myOrdersUpdated.ts'
import { ordersPlaced } from './resolvers/Subscription/ordersPlaced.ts'
import { orderUpdated } from './resolvers/Subscription/orderUpdated.ts'
import { TrackingEvent } from './resolvers/TrackingEvent.ts'
import { User } from './resolvers/User.ts'
import { Zone } from './resolvers/Zone.ts'
import { waitingOrders } from './resolvers/Query/waitingOrders.ts'
import { WaitingOrder } from './resolvers/WaitingOrder.ts'

/** Everything that orders answers. */
export const resolvers: Resolvers = {
  CurrencyCode,
  Date: DateOnly,
  DateTime,
  Decimal,
  Query: { cart, order, orders, promotions, zones, ordersDeadLetters, salesStatistics, waitingOrders },
  Mutation: {
    addCartLine,
    updateCartLine,
    removeCartLine,
    applyPromotionCode,
    startCheckout,
    placeOrder,
    cancelOrder,
    editOrder,
    cancelOrderLines,
    createShipment,
    cancelShipment,
    handOverShipment,
    requestReturn,
    approveReturn,
    rejectReturn,
    receiveReturn,
    settleReturn,
    settleAttention,
    createPromotion,
    endPromotion,
    saveZone,
    deleteZone,
    saveShippingMethod,
    deleteShippingMethod,
    resolveOrdersDeadLetter,
    retryOrdersDeadLetter,
    rebuildStatistics,
  },
  Subscription: { orderUpdated, myOrdersUpdated, deliveryUpdated, ordersPlaced },
  Cart,
  CartLine,
  Order,
  OrderLine,
  OrderAttention,
  OrderEdit,
  OrderHistoryEntry,
  Shipment,
  PlannedShipment,
  ShipmentLine,
  TrackingEvent,
  Return,
  ReturnLine,
  Promotion,
  ShippingMethod,
  ShippingOption,
  Zone,
  User,
  SalesStatistics,
  SalesFigures,
  ProductSales,
  CategorySales,
  WaitingOrder,
}
