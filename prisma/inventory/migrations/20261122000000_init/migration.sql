CREATE TYPE reservation_status AS ENUM ('RESERVED', 'REJECTED', 'COMMITTED', 'RELEASED');
CREATE TYPE movement_kind AS ENUM ('ADJUSTMENT', 'ALLOCATION', 'RELEASE', 'SALE', 'RETURN');

CREATE TABLE locations (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  city text NOT NULL,
  country_code char(2) NOT NULL,
  priority integer NOT NULL,
  CONSTRAINT locations_priority_key UNIQUE (priority)
);

CREATE TABLE variants (
  id uuid PRIMARY KEY,
  sku text NOT NULL,
  version integer NOT NULL
);

CREATE TABLE stock_levels (
  id uuid PRIMARY KEY,
  variant_id uuid NOT NULL REFERENCES variants (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  location_id uuid NOT NULL REFERENCES locations (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  on_hand integer NOT NULL DEFAULT 0,
  reserved integer NOT NULL DEFAULT 0,
  low_stock_threshold integer NOT NULL DEFAULT 5 CHECK (low_stock_threshold >= 0),
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- The last wall against overselling: whatever the code does, more than is there cannot be set aside.
  CONSTRAINT stock_levels_never_oversold CHECK (reserved >= 0 AND on_hand >= reserved)
);
CREATE UNIQUE INDEX stock_levels_variant_id_location_id_key ON stock_levels (variant_id, location_id);
CREATE INDEX stock_levels_location_id_id_idx ON stock_levels (location_id, id);
-- "Only low levels" of the back office reads just these.
CREATE INDEX stock_levels_low_idx ON stock_levels (id) WHERE on_hand - reserved <= low_stock_threshold;

CREATE TABLE reservations (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  status reservation_status NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT reservations_order_id_key UNIQUE (order_id)
);

CREATE TABLE allocations (
  reservation_id uuid NOT NULL REFERENCES reservations (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  stock_level_id uuid NOT NULL REFERENCES stock_levels (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (reservation_id, stock_level_id)
);
CREATE INDEX allocations_stock_level_id_idx ON allocations (stock_level_id);

CREATE TABLE stock_movements (
  id bigserial PRIMARY KEY,
  stock_level_id uuid NOT NULL REFERENCES stock_levels (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  kind movement_kind NOT NULL,
  on_hand_delta integer NOT NULL,
  reserved_delta integer NOT NULL,
  order_id uuid,
  reason text,
  note text,
  actor_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT stock_movements_move_something CHECK (on_hand_delta <> 0 OR reserved_delta <> 0)
);
CREATE INDEX stock_movements_stock_level_id_id_idx ON stock_movements (stock_level_id, id);
CREATE INDEX stock_movements_order_id_idx ON stock_movements (order_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER stock_movements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- The tables that every subgraph's database has for its events. The first migration of each subgraph holds the same
-- statements; names are those that Prisma gives, so that its schema and the database show no drift.

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
