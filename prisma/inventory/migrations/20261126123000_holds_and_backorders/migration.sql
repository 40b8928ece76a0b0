-- Safety stock, holds of carts with a time to live, backorders and preorders, transfers and counts.
CREATE TYPE stock_policy AS ENUM ('DENY', 'BACKORDER', 'PREORDER');
ALTER TYPE reservation_status ADD VALUE 'EXPIRED';
ALTER TYPE reservation_status ADD VALUE 'AWAITED';
ALTER TYPE movement_kind ADD VALUE 'EXPIRY';
ALTER TYPE movement_kind ADD VALUE 'COUNT';
ALTER TYPE movement_kind ADD VALUE 'TRANSFER';

ALTER TABLE variants
  ADD COLUMN policy stock_policy NOT NULL DEFAULT 'DENY',
  ADD COLUMN backorder_limit integer CHECK (backorder_limit > 0),
  ADD COLUMN release_at timestamptz(3),
  ADD COLUMN backordered integer NOT NULL DEFAULT 0 CHECK (backordered >= 0);
CREATE INDEX variants_sku_idx ON variants (sku);

ALTER TABLE stock_levels ADD COLUMN safety_stock integer NOT NULL DEFAULT 0 CHECK (safety_stock >= 0);
CREATE INDEX stock_levels_low_available_idx ON stock_levels (id) WHERE on_hand - reserved - safety_stock <= low_stock_threshold;
DROP INDEX stock_levels_low_idx;

ALTER TABLE reservations
  ALTER COLUMN order_id DROP NOT NULL,
  ADD COLUMN cart_id uuid,
  ADD COLUMN owner_id uuid,
  ADD COLUMN revision integer NOT NULL DEFAULT 0,
  ADD COLUMN expires_at timestamptz(3),
  ADD COLUMN shortages jsonb,
  ADD CONSTRAINT reservations_cart_id_key UNIQUE (cart_id),
  ADD CONSTRAINT reservations_of_cart_or_order CHECK (cart_id IS NOT NULL OR order_id IS NOT NULL);
-- What the timer that ends holds looks at.
CREATE INDEX reservations_held_idx ON reservations (expires_at) WHERE order_id IS NULL AND status = 'RESERVED';

CREATE TABLE backorders (
  reservation_id uuid NOT NULL REFERENCES reservations (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  variant_id uuid NOT NULL REFERENCES variants (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  quantity integer NOT NULL CHECK (quantity > 0),
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (reservation_id, variant_id)
);
CREATE INDEX backorders_variant_id_idx ON backorders (variant_id);
CREATE INDEX backorders_created_at_reservation_id_idx ON backorders (created_at, reservation_id);

ALTER TABLE stock_movements ADD COLUMN reservation_id uuid, ADD COLUMN transfer_id uuid;
-- The only change that the ledger ever sees: its old rows learn which reservation they are of.
ALTER TABLE stock_movements DISABLE TRIGGER stock_movements_append_only;
UPDATE stock_movements SET reservation_id = reservations.id FROM reservations WHERE reservations.order_id = stock_movements.order_id;
ALTER TABLE stock_movements ENABLE TRIGGER stock_movements_append_only;
CREATE INDEX stock_movements_reservation_id_idx ON stock_movements (reservation_id);

-- Imports name locations by it.
CREATE UNIQUE INDEX locations_name_key ON locations (name);
