-- Parcels that people hand over to carriers, followed by EasyPost; and what carriers post.
ALTER TYPE carrier_task ADD VALUE 'TRACK';

ALTER TABLE shipments ADD COLUMN estimated_at timestamptz(3);

CREATE TABLE carrier_webhooks (
  id text PRIMARY KEY,
  description text NOT NULL,
  body jsonb NOT NULL,
  received_at timestamptz(3) NOT NULL,
  -- When it is to take effect; NULL once it has, or never will.
  due_at timestamptz(3),
  attempts integer NOT NULL DEFAULT 0,
  settled_at timestamptz(3),
  failure text,
  CONSTRAINT carrier_webhooks_are_due_or_settled CHECK ((due_at IS NULL) = (settled_at IS NOT NULL))
);
CREATE INDEX carrier_webhooks_due_at_idx ON carrier_webhooks (due_at);
CREATE INDEX carrier_webhooks_settled_at_idx ON carrier_webhooks (settled_at);
