import { DateTime } from '@shop/subgraph/scalars'
import type { Resolvers } from './generated/graphql.ts'
import { Location } from './resolvers/Location.ts'
import { adjustStock } from './resolvers/Mutation/adjustStock.ts'
import { resolveInventoryDeadLetter } from './resolvers/Mutation/resolveInventoryDeadLetter.ts'
import { retryInventoryDeadLetter } from './resolvers/Mutation/retryInventoryDeadLetter.ts'
import { Order } from './resolvers/Order.ts'
import { ProductVariant } from './resolvers/ProductVariant.ts'
import { inventoryDeadLetters } from './resolvers/Query/inventoryDeadLetters.ts'
import { locations } from './resolvers/Query/locations.ts'
import { reservation } from './resolvers/Query/reservation.ts'
import { stockLevels } from './resolvers/Query/stockLevels.ts'
import { Reservation } from './resolvers/Reservation.ts'
import { StockAllocation } from './resolvers/StockAllocation.ts'
import { StockLevel } from './resolvers/StockLevel.ts'
import { availabilityChanged } from './resolvers/Subscription/availabilityChanged.ts'
import { stockLow } from './resolvers/Subscription/stockLow.ts'

/** Everything that inventory answers. */
export const resolvers: Resolvers = {
  DateTime,
  Query: { locations, stockLevels, reservation, inventoryDeadLetters },
  Mutation: { adjustStock, resolveInventoryDeadLetter, retryInventoryDeadLetter },
  Subscription: { availabilityChanged, stockLow },
  Location,
  StockLevel,
  Reservation,
  StockAllocation,
  ProductVariant,
  Order,
}
