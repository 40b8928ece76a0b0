import { onOrderCancelled } from './events/on-order-cancelled.ts'
import { onOrderConfirmed } from './events/on-order-confirmed.ts'
import { onOrderEdited } from './events/on-order-edited.ts'
import { onOrderOwnerChanged } from './events/on-order-owner-changed.ts'
import { onOrderPlaced } from './events/on-order-placed.ts'
import { onReturnReceived } from './events/on-return-received.ts'
import { onShipmentCreated } from './events/on-shipment-created.ts'
import { onStockReserved } from './events/on-stock-reserved.ts'

/** Every event that has an effect in payments. */
export const consumers = [
  onOrderPlaced,
  onStockReserved,
  onOrderConfirmed,
  onOrderCancelled,
  onOrderOwnerChanged,
  onOrderEdited,
  onShipmentCreated,
  onReturnReceived,
]
