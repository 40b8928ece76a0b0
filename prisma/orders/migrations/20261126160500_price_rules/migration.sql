-- Counts changes of what carts cost by (zones, taxes, deliveries, promotions), so that processes may keep these in memory: each cart is
-- read with the count of that moment, and what was kept at another count is read again.
CREATE TABLE "price_rules" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "price_rules_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "price_rules_id_check" CHECK ("id" = 1)
);
INSERT INTO "price_rules" DEFAULT VALUES;

CREATE FUNCTION count_price_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE price_rules SET version = version + 1;
  RETURN NULL;
END
$$;

CREATE TRIGGER zones_count_price_rules AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON zones
  FOR EACH STATEMENT EXECUTE FUNCTION count_price_rules();
CREATE TRIGGER zone_areas_count_price_rules AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON zone_areas
  FOR EACH STATEMENT EXECUTE FUNCTION count_price_rules();
CREATE TRIGGER tax_rates_count_price_rules AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tax_rates
  FOR EACH STATEMENT EXECUTE FUNCTION count_price_rules();
CREATE TRIGGER shipping_methods_count_price_rules AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON shipping_methods
  FOR EACH STATEMENT EXECUTE FUNCTION count_price_rules();
CREATE TRIGGER shipping_bands_count_price_rules AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON shipping_bands
  FOR EACH STATEMENT EXECUTE FUNCTION count_price_rules();
CREATE TRIGGER promotions_count_price_rules AFTER INSERT OR DELETE OR TRUNCATE ON promotions
  FOR EACH STATEMENT EXECUTE FUNCTION count_price_rules();

-- Of how often a promotion was used only the end matters: not every order that uses one may wait for this row. At the commit, when the order
-- takes no lock any more, so that two which use up two promotions do not wait for each other.
CREATE CONSTRAINT TRIGGER promotions_count_changed_price_rules AFTER UPDATE ON promotions DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN (to_jsonb(OLD) - 'usage_count' IS DISTINCT FROM to_jsonb(NEW) - 'usage_count'
    OR (OLD.usage_count < OLD.usage_limit) IS DISTINCT FROM (NEW.usage_count < NEW.usage_limit))
  EXECUTE FUNCTION count_price_rules();
