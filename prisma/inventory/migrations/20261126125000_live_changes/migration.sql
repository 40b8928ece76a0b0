-- The log of changes (packages/events/sql/live-changes.sql).

-- What live subscriptions tell: one row per change of what can be followed, written by triggers in the transaction of the
-- change, so that no way of changing it can be forgotten. A migration of each subgraph that has them holds the same statements;
-- names and NULLs are those that Prisma gives, so that its schema and the database show no drift.
CREATE TABLE live_changes (
  position bigserial PRIMARY KEY,
  -- pg_current_xact_id(), by which a reader knows what it has seen: positions are not given out in the order of commits.
  transaction_id bigint NOT NULL,
  kind text NOT NULL,
  topics text[],
  data jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL
);
CREATE INDEX live_changes_transaction_id_idx ON live_changes (transaction_id);
CREATE INDEX live_changes_topics_idx ON live_changes USING GIN (topics);

-- Called by triggers.
CREATE FUNCTION record_live_change(kind text, topics text[], data jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO live_changes (transaction_id, kind, topics, data, occurred_at)
  VALUES (pg_current_xact_id()::text::bigint, kind, topics, data, clock_timestamp())
$$;

-- What can be sold of a variant, and which levels became low: as the events say it, because what counts as available is
-- decided in one place only.
CREATE FUNCTION record_stock_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM record_live_change(
    NEW.type,
    CASE NEW.type WHEN 'StockLow' THEN ARRAY['stock-low'] ELSE ARRAY['availability-of:' || NEW.subject] END,
    NEW.data);
  RETURN NULL;
END
$$;
CREATE TRIGGER outbox_events_record_stock AFTER INSERT ON outbox_events FOR EACH ROW
  WHEN (NEW.type IN ('AvailabilityChanged', 'StockLow')) EXECUTE FUNCTION record_stock_event();
