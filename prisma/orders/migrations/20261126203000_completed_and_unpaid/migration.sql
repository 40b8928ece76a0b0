-- Orders that are completed and not paid: few, among all that were ever completed.
CREATE INDEX "orders_completed_unpaid_idx" ON "orders"("completed_at")
  WHERE (status = 'COMPLETED' AND payment_status IN ('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED'));
