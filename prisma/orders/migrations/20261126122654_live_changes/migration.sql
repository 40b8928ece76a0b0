-- Where a parcel was, for a map.
ALTER TABLE "tracking_events" ADD COLUMN "latitude" DOUBLE PRECISION,
ADD COLUMN "longitude" DOUBLE PRECISION;

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

-- Each version of an order, for those who follow it or all orders of its owner, the former one's too; a new one for staff.
CREATE FUNCTION record_order_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  topics text[] := ARRAY['order:' || NEW.id, 'orders-of:' || NEW.owner_id];
BEGIN
  IF TG_OP = 'INSERT' THEN
    topics := topics || 'orders-placed'::text;
  ELSIF OLD.owner_id <> NEW.owner_id THEN
    topics := topics || ('orders-of:' || OLD.owner_id);
  END IF;
  PERFORM record_live_change('order', topics, to_jsonb(NEW));
  RETURN NULL;
END
$$;
CREATE TRIGGER orders_record_placed AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION record_order_change();
CREATE TRIGGER orders_record_change AFTER UPDATE ON orders FOR EACH ROW
  WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION record_order_change();

-- Each version of a parcel from the moment that the carrier knows it.
CREATE FUNCTION record_shipment_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM record_live_change('shipment', ARRAY['deliveries-of:' || NEW.order_id], to_jsonb(NEW));
  RETURN NULL;
END
$$;
CREATE TRIGGER shipments_record_insert AFTER INSERT ON shipments FOR EACH ROW
  WHEN (NEW.tracking_code IS NOT NULL) EXECUTE FUNCTION record_shipment_change();
CREATE TRIGGER shipments_record_change AFTER UPDATE ON shipments FOR EACH ROW
  WHEN (NEW.tracking_code IS NOT NULL AND OLD.version <> NEW.version) EXECUTE FUNCTION record_shipment_change();
