-- What orders wait for is looked up every half a minute: among those that still wait, not among all that ever were.
CREATE INDEX "orders_cancelled_unsettled_idx" ON "orders"("cancelled_at")
  WHERE (status = 'CANCELLED' AND payment_status IN ('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED'));
CREATE INDEX "orders_pending_edit_id_idx" ON "orders"("pending_edit_id") WHERE (pending_edit_id IS NOT NULL);
CREATE INDEX "returns_received_idx" ON "returns"("received_at") WHERE (status = 'RECEIVED');
