import type { EventConsumer } from '@shop/events/consumer'
import type { Transaction } from './database.ts'
import type { EventContext } from './events/event-context.ts'
import { onCheckoutChanged } from './events/on-checkout-changed.ts'
import { onCheckoutEnded } from './events/on-checkout-ended.ts'
import { onCheckoutStarted } from './events/on-checkout-started.ts'
import { onOrderCancelled } from './events/on-order-cancelled.ts'
import { onOrderConfirmed } from './events/on-order-confirmed.ts'
import { onOrderEditRequested } from './events/on-order-edit-requested.ts'
import { onOrderOwnerChanged } from './events/on-order-owner-changed.ts'
import { onOrderPlaced } from './events/on-order-placed.ts'
import { onReturnReceived } from './events/on-return-received.ts'
import { onVariantChanged } from './events/on-variant-changed.ts'

/** Every event of others that changes something in inventory. */
export const consumers: EventConsumer<Transaction, EventContext>[] = [
  onCheckoutStarted,
  onCheckoutChanged,
  onCheckoutEnded,
  onOrderPlaced,
  onOrderOwnerChanged,
  onOrderEditRequested,
  onOrderConfirmed,
  onOrderCancelled,
  onReturnReceived,
  onVariantChanged,
]
