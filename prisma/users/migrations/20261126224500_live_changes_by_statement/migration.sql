-- The log of changes is written once per statement and not once per row: notifications come in batches.

ALTER TABLE live_changes
  ALTER COLUMN transaction_id SET DEFAULT pg_current_xact_id()::text::bigint,
  ALTER COLUMN occurred_at SET DEFAULT clock_timestamp();

-- Each notification, for its user.
CREATE FUNCTION record_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO live_changes (kind, topics, data)
  SELECT 'notification', ARRAY['notifications-of:' || user_id], to_jsonb(added) FROM added;
  RETURN NULL;
END
$$;
DROP TRIGGER notifications_record_insert ON notifications;
CREATE TRIGGER notifications_record_insert AFTER INSERT ON notifications
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_notifications();
DROP FUNCTION record_notification(), record_live_change(text, text[], jsonb);
