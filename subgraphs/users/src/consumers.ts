import { onOrderCancelled } from './events/on-order-cancelled.ts'
import { onOrderConfirmed } from './events/on-order-confirmed.ts'
import { onOrderDelivered } from './events/on-order-delivered.ts'
import { onShipmentCreated } from './events/on-shipment-created.ts'
import { onShipmentStatusChanged } from './events/on-shipment-status-changed.ts'

/** Every event of others that changes something in users. */
export const consumers = [
  onOrderConfirmed,
  onOrderCancelled,
  onShipmentCreated,
  onShipmentStatusChanged,
  onOrderDelivered,
]
