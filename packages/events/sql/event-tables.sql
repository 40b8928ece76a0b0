-- The tables that every subgraph's database has for its events. The migrations of each subgraph come to the same; names
-- are those that Prisma gives, so that its schema and the database show no drift.

-- Events that happened here, written in the transaction of the state that they tell of.
CREATE TABLE outbox_events (
  position bigserial PRIMARY KEY,
  -- Made anew for each event. Without an index: nobody looks for it.
  id uuid NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  data jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  -- NULL: the bus does not have it yet, or has to get it again.
  published_at timestamptz(3)
);
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
  failed_at timestamptz(3) NOT NULL,
  -- NULL: nobody has dealt with it. HANDLED: it took effect after all. RESOLVED: a person decided that it shall not.
  resolution text,
  resolved_at timestamptz(3),
  resolved_by uuid,
  reason text,
  CONSTRAINT dead_letters_resolution_check CHECK (
    (resolution IS NULL) = (resolved_at IS NULL) AND (resolution IS NULL OR resolution IN ('HANDLED', 'RESOLVED'))
  )
);
CREATE UNIQUE INDEX dead_letters_consumer_event_id_key ON dead_letters (consumer, event_id);
CREATE INDEX dead_letters_failed_at_id_idx ON dead_letters (failed_at, id);
