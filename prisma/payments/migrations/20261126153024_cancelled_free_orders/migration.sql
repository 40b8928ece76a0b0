-- A cancelled order that cost nothing has a refund of nothing, as a return of nothing has: orders waits for the word of it.
ALTER TABLE refunds
  DROP CONSTRAINT refunds_amount_check,
  ADD CONSTRAINT refunds_amount_check CHECK (amount > 0 OR (amount = 0 AND cause IN ('RETURN', 'ORDER_CANCELLED')));
