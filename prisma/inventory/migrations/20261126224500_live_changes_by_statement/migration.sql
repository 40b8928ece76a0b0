-- The log of changes is written once per statement and not once per row: events come in batches.

ALTER TABLE live_changes
  ALTER COLUMN transaction_id SET DEFAULT pg_current_xact_id()::text::bigint,
  ALTER COLUMN occurred_at SET DEFAULT clock_timestamp();

-- What can be sold of a variant, and which levels became low: as the events say it, because what counts as available is
-- decided in one place only.
CREATE FUNCTION record_stock_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO live_changes (kind, topics, data)
  SELECT type, CASE type WHEN 'StockLow' THEN ARRAY['stock-low'] ELSE ARRAY['availability-of:' || subject] END, data
    FROM appended WHERE type IN ('AvailabilityChanged', 'StockLow') ORDER BY position;
  RETURN NULL;
END
$$;
DROP TRIGGER outbox_events_record_stock ON outbox_events;
CREATE TRIGGER outbox_events_record_stock AFTER INSERT ON outbox_events
  REFERENCING NEW TABLE AS appended FOR EACH STATEMENT EXECUTE FUNCTION record_stock_events();
DROP FUNCTION record_stock_event(), record_live_change(text, text[], jsonb);
