-- The log of changes is written once per statement and not once per row: orders and parcels change in batches.

ALTER TABLE live_changes
  ALTER COLUMN transaction_id SET DEFAULT pg_current_xact_id()::text::bigint,
  ALTER COLUMN occurred_at SET DEFAULT clock_timestamp();

-- A new order, for those who follow it or all orders of its owner, and for staff.
CREATE FUNCTION record_placed_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO live_changes (kind, topics, data)
  SELECT 'order', ARRAY['order:' || id, 'orders-of:' || owner_id, 'orders-placed'], to_jsonb(placed) FROM placed;
  RETURN NULL;
END
$$;

-- Each version of an order, for the former owner, too. One that loses its personal data loses what the log holds of it: who
-- comes back for it is told what it is now.
CREATE FUNCTION record_order_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM changed WHERE owner_erased_at IS NOT NULL) THEN
    DELETE FROM live_changes WHERE topics && ARRAY(
      SELECT 'order:' || changed.id FROM changed FULL JOIN before USING (id)
       WHERE changed.owner_erased_at IS NOT NULL AND changed.email IS DISTINCT FROM before.email);
  END IF;
  -- FULL, though each order is in both: it is joined by hashing or sorting whatever batch the plan was made for. A plan that was made
  -- for one row would compare each with each.
  INSERT INTO live_changes (kind, topics, data)
  SELECT 'order',
         CASE WHEN changed.owner_id = before.owner_id THEN ARRAY['order:' || changed.id, 'orders-of:' || changed.owner_id]
              ELSE ARRAY['order:' || changed.id, 'orders-of:' || changed.owner_id, 'orders-of:' || before.owner_id] END,
         to_jsonb(changed)
    FROM changed FULL JOIN before USING (id) WHERE changed.version IS DISTINCT FROM before.version;
  RETURN NULL;
END
$$;

-- Each version of a parcel from the moment that the carrier knows it.
CREATE FUNCTION record_new_shipments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO live_changes (kind, topics, data)
  SELECT 'shipment', ARRAY['deliveries-of:' || order_id], to_jsonb(added) FROM added WHERE tracking_code IS NOT NULL;
  RETURN NULL;
END
$$;
CREATE FUNCTION record_shipment_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO live_changes (kind, topics, data)
  SELECT 'shipment', ARRAY['deliveries-of:' || changed.order_id], to_jsonb(changed)
    FROM changed FULL JOIN before USING (id)
   WHERE changed.tracking_code IS NOT NULL AND changed.version IS DISTINCT FROM before.version;
  RETURN NULL;
END
$$;

DROP TRIGGER orders_record_placed ON orders;
DROP TRIGGER orders_record_change ON orders;
DROP TRIGGER shipments_record_insert ON shipments;
DROP TRIGGER shipments_record_change ON shipments;
CREATE TRIGGER orders_record_placed AFTER INSERT ON orders
  REFERENCING NEW TABLE AS placed FOR EACH STATEMENT EXECUTE FUNCTION record_placed_orders();
CREATE TRIGGER orders_record_changes AFTER UPDATE ON orders
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION record_order_changes();
CREATE TRIGGER shipments_record_new AFTER INSERT ON shipments
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_new_shipments();
CREATE TRIGGER shipments_record_changes AFTER UPDATE ON shipments
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION record_shipment_changes();
DROP FUNCTION record_order_change(), record_shipment_change(), record_live_change(text, text[], jsonb);
