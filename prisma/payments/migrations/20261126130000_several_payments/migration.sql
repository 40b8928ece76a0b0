-- Several payments per order, captures in parts, chargebacks, webhooks, and what the provider's books say otherwise.

ALTER TYPE transaction_kind ADD VALUE 'CHARGEBACK';
ALTER TYPE ledger_account ADD VALUE 'CHARGEBACKS';
ALTER TYPE ledger_account ADD VALUE 'FEES';
ALTER TYPE ledger_entry_kind ADD VALUE 'CHARGEBACK';
ALTER TYPE ledger_entry_kind ADD VALUE 'CHARGEBACK_REVERSAL';
ALTER TYPE refund_cause ADD VALUE 'ORDER_EDITED';
CREATE TYPE disagreement_kind AS ENUM ('STATUS', 'CAPTURED', 'REFUNDED', 'UNKNOWN_PAYMENT');

ALTER TABLE orders
  ADD COLUMN edited_total bigint,
  ADD COLUMN edited_version integer,
  -- Of order_shipments and order_returns: a row that was waited for shows them as they are, which a subquery would not.
  ADD COLUMN shipped bigint NOT NULL DEFAULT 0,
  ADD COLUMN returns_received integer NOT NULL DEFAULT 0,
  ADD COLUMN provider_customer text,
  ADD CONSTRAINT orders_edited_check CHECK ((edited_total IS NULL) = (edited_version IS NULL) AND edited_total >= 0);

UPDATE orders SET returns_received = (SELECT count(*) FROM order_returns WHERE order_id = orders.id);

-- Parcels that have left, and what of the order's total each is worth.
CREATE TABLE order_shipments (
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  amount bigint NOT NULL,
  CONSTRAINT order_shipments_pkey PRIMARY KEY (id),
  CONSTRAINT order_shipments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT order_shipments_amount_check CHECK (amount >= 0)
);
CREATE INDEX order_shipments_order_id_idx ON order_shipments (order_id);

ALTER TABLE payments
  -- The first payment of an order is 1: OrderPlaced makes it once, however often it comes.
  ADD COLUMN sequence integer NOT NULL DEFAULT 1,
  -- The edit of the order for which the payment was made by itself; NULL when a person made it, or OrderPlaced.
  ADD COLUMN order_version integer,
  ADD COLUMN capture_target bigint NOT NULL DEFAULT 0,
  ADD COLUMN is_last_capture boolean NOT NULL DEFAULT false,
  -- What the capture under way asks for: the target may rise meanwhile.
  ADD COLUMN operation_amount bigint,
  ADD COLUMN operation_is_last boolean NOT NULL DEFAULT false,
  ADD COLUMN captures integer NOT NULL DEFAULT 0,
  ADD COLUMN confirmations integer NOT NULL DEFAULT 0,
  ADD COLUMN can_capture_in_parts boolean NOT NULL DEFAULT false,
  ADD COLUMN provider_reference text,
  ADD COLUMN amount_disputed bigint NOT NULL DEFAULT 0,
  ADD COLUMN fees bigint NOT NULL DEFAULT 0,
  -- When the provider is to be asked what it knows of the payment.
  ADD COLUMN check_at timestamptz(3),
  ADD COLUMN checks integer NOT NULL DEFAULT 0,
  DROP CONSTRAINT payments_captured_check,
  ADD CONSTRAINT payments_captured_check CHECK (
    amount_captured BETWEEN 0 AND amount AND (amount_captured = 0 OR status IN ('REQUIRES_CAPTURE', 'SUCCEEDED'))
  ),
  ADD CONSTRAINT payments_target_check CHECK (capture_target BETWEEN 0 AND amount),
  ADD CONSTRAINT payments_disputed_check CHECK (amount_disputed >= 0 AND fees >= 0);
DROP INDEX payments_order_id_key;
CREATE UNIQUE INDEX payments_order_id_sequence_key ON payments (order_id, sequence);
CREATE UNIQUE INDEX payments_order_id_order_version_key ON payments (order_id, order_version);
CREATE UNIQUE INDEX payments_provider_reference_key ON payments (provider_reference);
CREATE INDEX payments_check_at_idx ON payments (check_at) WHERE check_at IS NOT NULL;

-- A payment is captured in parts; that each request has one outcome is payment_transactions_outcome_key's.
DROP INDEX payment_transactions_capture_key;

-- The money of a return may come back from several payments.
DROP INDEX refunds_return_id_key;
CREATE UNIQUE INDEX refunds_return_id_payment_id_key ON refunds (return_id, payment_id);

-- What the provider told us, once per event, written before it is answered. Not its words: they hold people's data.
CREATE TABLE provider_webhooks (
  id text NOT NULL,
  type text NOT NULL,
  payment_id uuid,
  provider_reference text NOT NULL,
  status payment_status,
  amount_captured bigint,
  amount_refunded bigint,
  received_at timestamptz(3) NOT NULL,
  CONSTRAINT provider_webhooks_pkey PRIMARY KEY (id),
  CONSTRAINT provider_webhooks_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX provider_webhooks_payment_id_idx ON provider_webhooks (payment_id);
CREATE INDEX provider_webhooks_received_at_idx ON provider_webhooks (received_at);

-- What the provider's books say otherwise than ours, for a person to look at.
CREATE TABLE payment_disagreements (
  id uuid NOT NULL,
  kind disagreement_kind NOT NULL,
  payment_id uuid,
  provider_reference text,
  ours text NOT NULL,
  theirs text NOT NULL,
  found_at timestamptz(3) NOT NULL,
  resolved_at timestamptz(3),
  resolved_by uuid,
  resolution text,
  CONSTRAINT payment_disagreements_pkey PRIMARY KEY (id),
  CONSTRAINT payment_disagreements_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT payment_disagreements_about_check CHECK ((kind = 'UNKNOWN_PAYMENT') = (payment_id IS NULL)),
  CONSTRAINT payment_disagreements_resolved_check CHECK ((resolved_at IS NULL) = (resolution IS NULL))
);
CREATE UNIQUE INDEX payment_disagreements_open_key ON payment_disagreements (payment_id, kind) WHERE (resolved_at IS NULL);
CREATE INDEX payment_disagreements_found_at_id_idx ON payment_disagreements (found_at, id);

-- The sandbox provider keeps its books in a schema of its own from now on (packages/payment-sandbox/sql/sandbox.sql).
CREATE SCHEMA sandbox;
ALTER TABLE sandbox_intents SET SCHEMA sandbox;
ALTER TABLE sandbox_requests SET SCHEMA sandbox;
ALTER TABLE sandbox.sandbox_intents RENAME TO intents;
ALTER TABLE sandbox.sandbox_requests RENAME TO requests;
ALTER INDEX sandbox.sandbox_requests_reference_idx RENAME TO requests_reference_idx;
