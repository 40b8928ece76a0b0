import { onOrderCancelled } from './events/on-order-cancelled.ts'
import { onOrderConfirmed } from './events/on-order-confirmed.ts'
import { onOrderPlaced } from './events/on-order-placed.ts'
import { onReturnReceived } from './events/on-return-received.ts'
import { onVariantChanged } from './events/on-variant-changed.ts'

/** Every event of others that changes something in inventory. */
export const consumers = [onOrderPlaced, onOrderConfirmed, onOrderCancelled, onReturnReceived, onVariantChanged]
