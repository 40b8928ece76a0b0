-- Carts in checkout, whose units inventory holds for a while.
ALTER TABLE carts
  ADD COLUMN checkout_revision integer NOT NULL DEFAULT 0,
  ADD COLUMN checkout_expires_at timestamptz(3);
