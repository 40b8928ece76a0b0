-- One refund of each payment for a return by itself. By hand there may be more: what the provider refused is made good.
CREATE UNIQUE INDEX "refunds_return_once_key" ON "refunds"("return_id", "payment_id") WHERE (requested_by IS NULL);
CREATE INDEX "refunds_return_id_idx" ON "refunds"("return_id");
DROP INDEX "refunds_return_id_payment_id_key";
