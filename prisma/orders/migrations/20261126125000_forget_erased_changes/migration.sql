-- An order that loses its personal data loses what the log of changes holds of it, too: who comes back for it is told what it is now.
CREATE OR REPLACE FUNCTION record_order_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  topics text[] := ARRAY['order:' || NEW.id, 'orders-of:' || NEW.owner_id];
BEGIN
  IF TG_OP = 'INSERT' THEN
    topics := topics || 'orders-placed'::text;
  ELSE
    IF OLD.owner_id <> NEW.owner_id THEN
      topics := topics || ('orders-of:' || OLD.owner_id);
    END IF;
    IF OLD.email <> NEW.email AND NEW.owner_erased_at IS NOT NULL THEN
      DELETE FROM live_changes WHERE live_changes.topics @> ARRAY['order:' || NEW.id];
    END IF;
  END IF;
  PERFORM record_live_change('order', topics, to_jsonb(NEW));
  RETURN NULL;
END
$$;
