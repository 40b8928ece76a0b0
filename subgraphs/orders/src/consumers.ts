import type { EventConsumer } from '@shop/events/consumer'
import type { Transaction } from './database.ts'
import type { EventContext } from './events/event-context.ts'
import { onGuestSignedIn } from './events/on-guest-signed-in.ts'
import { onOrderEditCovered } from './events/on-order-edit-covered.ts'
import { onPaymentActionEnded } from './events/on-payment-action-ended.ts'
import { onPaymentActionRequired } from './events/on-payment-action-required.ts'
import { onPaymentAuthorized } from './events/on-payment-authorized.ts'
import { onPaymentBalanceDue } from './events/on-payment-balance-due.ts'
import { onPaymentCanceled } from './events/on-payment-canceled.ts'
import { onPaymentCaptured } from './events/on-payment-captured.ts'
import { onPaymentDisputed } from './events/on-payment-disputed.ts'
import { onPaymentFailed } from './events/on-payment-failed.ts'
import { onRefundFailed } from './events/on-refund-failed.ts'
import { onRefundSettled } from './events/on-refund-settled.ts'
import { onStockAdjustmentRejected } from './events/on-stock-adjustment-rejected.ts'
import { onStockCommitted } from './events/on-stock-committed.ts'
import { onStockRejected } from './events/on-stock-rejected.ts'
import { onStockReservationAdjusted } from './events/on-stock-reservation-adjusted.ts'
import { onUserErased } from './events/on-user-erased.ts'
import { onVariantChanged } from './events/on-variant-changed.ts'

/** Every event of others that has an effect here. */
export const consumers: EventConsumer<Transaction, EventContext>[] = [
  onVariantChanged,
  onStockRejected,
  onStockCommitted,
  onStockReservationAdjusted,
  onStockAdjustmentRejected,
  onOrderEditCovered,
  onPaymentActionEnded,
  onPaymentActionRequired,
  onPaymentAuthorized,
  onPaymentCaptured,
  onPaymentDisputed,
  onPaymentFailed,
  onPaymentBalanceDue,
  onPaymentCanceled,
  onRefundFailed,
  onRefundSettled,
  onGuestSignedIn,
  onUserErased,
]
