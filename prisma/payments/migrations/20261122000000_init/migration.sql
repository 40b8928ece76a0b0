CREATE TYPE payment_status AS ENUM ('REQUIRES_PAYMENT_METHOD', 'REQUIRES_CONFIRMATION', 'REQUIRES_ACTION', 'PROCESSING', 'REQUIRES_CAPTURE', 'SUCCEEDED', 'CANCELED');
-- In this order: an event raises the goal with `goal < $1`.
CREATE TYPE payment_goal AS ENUM ('NONE', 'AUTHORIZE', 'CAPTURE', 'CANCEL');
CREATE TYPE payment_operation AS ENUM ('AUTHORIZE', 'CONFIRM', 'CAPTURE', 'CANCEL');
CREATE TYPE transaction_kind AS ENUM ('AUTHORIZATION', 'CAPTURE', 'VOID', 'REFUND');
CREATE TYPE transaction_status AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED');
CREATE TYPE refund_status AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED');
CREATE TYPE refund_cause AS ENUM ('ADMIN', 'RETURN', 'ORDER_CANCELLED');
CREATE TYPE ledger_account AS ENUM ('CUSTOMER', 'PROVIDER');
CREATE TYPE ledger_entry_kind AS ENUM ('CAPTURE', 'REFUND');

CREATE TABLE orders (
  id uuid NOT NULL,
  owner_id uuid,
  owner_since timestamptz(3),
  total bigint,
  currency char(3),
  payment_method text,
  placed_at timestamptz(3),
  reserved_at timestamptz(3),
  confirmed_at timestamptz(3),
  cancelled_at timestamptz(3),
  CONSTRAINT orders_pkey PRIMARY KEY (id),
  CONSTRAINT orders_owner_check CHECK ((owner_id IS NULL) = (owner_since IS NULL)),
  -- What OrderPlaced says comes together or not at all.
  CONSTRAINT orders_placed_check CHECK (num_nonnulls(placed_at, total, currency, payment_method) IN (0, 4)),
  CONSTRAINT orders_total_check CHECK (total >= 0)
);

CREATE TABLE order_returns (
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  CONSTRAINT order_returns_pkey PRIMARY KEY (id),
  CONSTRAINT order_returns_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT order_returns_amount_check CHECK (amount >= 0)
);
CREATE INDEX order_returns_order_id_idx ON order_returns (order_id);

CREATE TABLE payments (
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  status payment_status NOT NULL,
  goal payment_goal NOT NULL,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  payment_method text NOT NULL,
  amount_captured bigint NOT NULL DEFAULT 0,
  amount_refunded bigint NOT NULL DEFAULT 0,
  amount_refunding bigint NOT NULL DEFAULT 0,
  failure_code text,
  next_action_type text,
  next_action_url text,
  operation payment_operation,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz(3),
  leased_until timestamptz(3),
  lease_token uuid,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT payments_pkey PRIMARY KEY (id),
  CONSTRAINT payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT payments_amount_check CHECK (amount >= 0),
  -- A capture takes all of it or nothing.
  CONSTRAINT payments_captured_check CHECK (amount_captured = CASE WHEN status = 'SUCCEEDED' THEN amount ELSE 0 END),
  -- What is given back, and promised back, is never more than what was captured.
  CONSTRAINT payments_refunded_check CHECK (
    amount_refunded >= 0 AND amount_refunding >= 0 AND amount_refunded + amount_refunding <= amount_captured
  ),
  CONSTRAINT payments_lease_check CHECK ((lease_token IS NULL) = (leased_until IS NULL)),
  -- Work that a crashed worker leaves behind is found again.
  CONSTRAINT payments_work_check CHECK ((operation IS NULL AND lease_token IS NULL) OR due_at IS NOT NULL),
  CONSTRAINT payments_next_action_check CHECK ((next_action_type IS NULL) = (next_action_url IS NULL))
);
CREATE UNIQUE INDEX payments_order_id_key ON payments (order_id);
CREATE INDEX payments_created_at_id_idx ON payments (created_at, id);
CREATE INDEX payments_status_created_at_id_idx ON payments (status, created_at, id);
CREATE INDEX payments_due_at_idx ON payments (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE refunds (
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  cause refund_cause NOT NULL,
  return_id uuid,
  status refund_status NOT NULL,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  reason text NOT NULL,
  requested_by uuid,
  failure_code text,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz(3),
  leased_until timestamptz(3),
  lease_token uuid,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT refunds_pkey PRIMARY KEY (id),
  CONSTRAINT refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT refunds_return_id_fkey FOREIGN KEY (return_id) REFERENCES order_returns (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  -- Zero only for a return whose money was given back before it arrived.
  CONSTRAINT refunds_amount_check CHECK (amount > 0 OR (amount = 0 AND cause = 'RETURN')),
  CONSTRAINT refunds_cause_check CHECK ((cause = 'RETURN') = (return_id IS NOT NULL)),
  CONSTRAINT refunds_lease_check CHECK ((lease_token IS NULL) = (leased_until IS NULL)),
  CONSTRAINT refunds_work_check CHECK ((status = 'PENDING') = (due_at IS NOT NULL))
);
CREATE UNIQUE INDEX refunds_return_id_key ON refunds (return_id);
CREATE INDEX refunds_payment_id_created_at_id_idx ON refunds (payment_id, created_at, id);
CREATE INDEX refunds_due_at_idx ON refunds (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE payment_transactions (
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  refund_id uuid,
  kind transaction_kind NOT NULL,
  status transaction_status NOT NULL,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  provider_key text NOT NULL,
  failure_code text,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT payment_transactions_pkey PRIMARY KEY (id),
  CONSTRAINT payment_transactions_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT payment_transactions_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refunds (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT payment_transactions_amount_check CHECK (amount >= 0),
  CONSTRAINT payment_transactions_refund_check CHECK ((kind = 'REFUND') = (refund_id IS NOT NULL)),
  CONSTRAINT payment_transactions_failure_check CHECK ((status = 'FAILED') = (failure_code IS NOT NULL))
);
CREATE UNIQUE INDEX payment_transactions_provider_key_status_key ON payment_transactions (provider_key, status);
CREATE INDEX payment_transactions_payment_id_created_at_idx ON payment_transactions (payment_id, created_at);
-- A request has one outcome, and a payment is captured once, whatever the code believes.
CREATE UNIQUE INDEX payment_transactions_outcome_key ON payment_transactions (provider_key) WHERE status <> 'PENDING';
CREATE UNIQUE INDEX payment_transactions_capture_key ON payment_transactions (payment_id) WHERE kind = 'CAPTURE' AND status = 'SUCCEEDED';

CREATE TABLE ledger_entries (
  id uuid NOT NULL,
  transaction_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  order_id uuid NOT NULL,
  account ledger_account NOT NULL,
  kind ledger_entry_kind NOT NULL,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT ledger_entries_pkey PRIMARY KEY (id),
  CONSTRAINT ledger_entries_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES payment_transactions (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT ledger_entries_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT ledger_entries_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT ledger_entries_amount_check CHECK (amount <> 0)
);
CREATE UNIQUE INDEX ledger_entries_transaction_id_account_key ON ledger_entries (transaction_id, account);
CREATE INDEX ledger_entries_created_at_id_idx ON ledger_entries (created_at, id);
CREATE INDEX ledger_entries_order_id_created_at_id_idx ON ledger_entries (order_id, created_at, id);

-- Both sides of a booking are written by one statement, so the books are balanced after each statement, not only at commit.
CREATE FUNCTION refuse_unbalanced_booking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unbalanced uuid;
BEGIN
  SELECT entry.transaction_id INTO unbalanced
  FROM ledger_entries entry
  WHERE entry.transaction_id IN (SELECT transaction_id FROM new_entries)
  GROUP BY entry.transaction_id
  HAVING sum(entry.amount) <> 0 OR count(DISTINCT entry.currency) <> 1
  LIMIT 1;
  IF unbalanced IS NOT NULL THEN
    RAISE EXCEPTION 'the entries of booking % do not sum to zero in one currency', unbalanced USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced_booking();

CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER payment_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();

-- The sandbox provider's books stand for another company's database: no foreign keys to ours.
CREATE TABLE sandbox_intents (
  reference text NOT NULL,
  payment_method text NOT NULL,
  status text NOT NULL,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  amount_captured bigint NOT NULL DEFAULT 0,
  amount_refunded bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT sandbox_intents_pkey PRIMARY KEY (reference)
);

CREATE TABLE sandbox_requests (
  idempotency_key text NOT NULL,
  reference text NOT NULL,
  request jsonb NOT NULL,
  answer jsonb NOT NULL,
  replays integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT sandbox_requests_pkey PRIMARY KEY (idempotency_key)
);
CREATE INDEX sandbox_requests_reference_idx ON sandbox_requests (reference);

-- Events that happened here, written in the transaction of the state that they tell of.
CREATE TABLE outbox_events (
  position bigserial PRIMARY KEY,
  id uuid NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  data jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  -- NULL: the bus does not have it yet, or has to get it again.
  published_at timestamptz(3)
);
CREATE UNIQUE INDEX outbox_events_id_key ON outbox_events (id);
CREATE INDEX outbox_events_position_idx ON outbox_events (position) WHERE (published_at IS NULL);

-- Events of others that took effect here; written in the transaction of the effect.
CREATE TABLE inbox_entries (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  type text NOT NULL,
  processed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (consumer, event_id)
);

-- Events of others that could not take effect here, for a person to look at.
CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  event jsonb NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  failed_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX dead_letters_consumer_event_id_key ON dead_letters (consumer, event_id);

-- Invariant 2: the row of a key is written first, in the transaction of the mutation that it guards (src/idempotency.ts).
-- The same statements stand in the first migration of each subgraph whose mutations take an idempotency key.
CREATE TABLE "idempotency_keys" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("scope", "key")
);

CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");
