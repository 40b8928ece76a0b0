import { DateTime } from '@shop/subgraph/scalars'
import type { Resolvers } from './generated/graphql.ts'
import { Backorder } from './resolvers/Backorder.ts'
import { Cart } from './resolvers/Cart.ts'
import { Location } from './resolvers/Location.ts'
import { adjustStock } from './resolvers/Mutation/adjustStock.ts'
import { configureStockLevel } from './resolvers/Mutation/configureStockLevel.ts'
import { countStock } from './resolvers/Mutation/countStock.ts'
import { createLocation } from './resolvers/Mutation/createLocation.ts'
import { importStock } from './resolvers/Mutation/importStock.ts'
import { resolveInventoryDeadLetter } from './resolvers/Mutation/resolveInventoryDeadLetter.ts'
import { retryInventoryDeadLetter } from './resolvers/Mutation/retryInventoryDeadLetter.ts'
import { setStockPolicy } from './resolvers/Mutation/setStockPolicy.ts'
import { transferStock } from './resolvers/Mutation/transferStock.ts'
import { updateLocation } from './resolvers/Mutation/updateLocation.ts'
import { Order } from './resolvers/Order.ts'
import { ProductVariant } from './resolvers/ProductVariant.ts'
import { inventoryDeadLetters } from './resolvers/Query/inventoryDeadLetters.ts'
import { locations } from './resolvers/Query/locations.ts'
import { reservation } from './resolvers/Query/reservation.ts'
import { stockLevels } from './resolvers/Query/stockLevels.ts'
import { stockMovements } from './resolvers/Query/stockMovements.ts'
import { Reservation } from './resolvers/Reservation.ts'
import { StockAllocation } from './resolvers/StockAllocation.ts'
import { StockHold } from './resolvers/StockHold.ts'
import { StockLevel } from './resolvers/StockLevel.ts'
import { StockMovement } from './resolvers/StockMovement.ts'
import { StockShortage } from './resolvers/StockShortage.ts'
import { availabilityChanged } from './resolvers/Subscription/availabilityChanged.ts'
import { stockLow } from './resolvers/Subscription/stockLow.ts'

/** Everything that inventory answers. */
export const resolvers: Resolvers = {
  DateTime,
  Query: { locations, stockLevels, stockMovements, reservation, inventoryDeadLetters },
  Mutation: {
    adjustStock,
    transferStock,
    countStock,
    importStock,
    configureStockLevel,
    setStockPolicy,
    createLocation,
    updateLocation,
    resolveInventoryDeadLetter,
    retryInventoryDeadLetter,
  },
  Subscription: { availabilityChanged, stockLow },
  Location,
  StockLevel,
  StockMovement,
  Reservation,
  StockAllocation,
  Backorder,
  StockHold,
  StockShortage,
  ProductVariant,
  Order,
  Cart,
}
