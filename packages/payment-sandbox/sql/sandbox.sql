-- The sandbox provider's own books. It stands for another company, so nothing here refers to the shop's tables; it makes
-- them itself when it starts, in a schema of its own, in whatever database it is given. Every statement may run again.
CREATE SCHEMA IF NOT EXISTS sandbox;

-- One payment of the shop. Amounts in minor units.
CREATE TABLE IF NOT EXISTS sandbox.intents (
  -- The shop's name for it.
  reference text PRIMARY KEY,
  payment_method text NOT NULL,
  status text NOT NULL,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  amount_captured bigint NOT NULL DEFAULT 0,
  amount_refunded bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
ALTER TABLE sandbox.intents ADD COLUMN IF NOT EXISTS dispute jsonb;
-- What was taken for captures.
ALTER TABLE sandbox.intents ADD COLUMN IF NOT EXISTS fees bigint NOT NULL DEFAULT 0;

-- Each request by its idempotency key, with the first answer.
CREATE TABLE IF NOT EXISTS sandbox.requests (
  idempotency_key text PRIMARY KEY,
  reference text NOT NULL,
  request jsonb NOT NULL,
  answer jsonb NOT NULL,
  -- How often the key came again.
  replays integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
-- Nothing asks for it.
DROP INDEX IF EXISTS sandbox.requests_reference_idx;

-- Webhooks: written with what they tell of, sent until the shop has taken them, and then forgotten.
CREATE TABLE IF NOT EXISTS sandbox.webhooks (
  id uuid PRIMARY KEY,
  reference text NOT NULL,
  body text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  -- When it is sent, unless the sender that has it says before that it was taken. NULL: taken, as it was kept once.
  due_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS webhooks_due_at_idx ON sandbox.webhooks (due_at) WHERE due_at IS NOT NULL;
