-- Each order changes its stock levels twice, and each time all four indexes got an entry, since one of them was about the numbers
-- that change. Whether a level is low changes seldom: indexed by that, the usual change is one of the row alone, in its page (HOT).
ALTER TABLE stock_levels SET (fillfactor = 90);
-- Rewrites the table, which is locked meanwhile: a second for some hundred thousand levels.
ALTER TABLE stock_levels
  ADD COLUMN is_low boolean GENERATED ALWAYS AS (on_hand - reserved - safety_stock <= low_stock_threshold) STORED;
CREATE INDEX stock_levels_is_low_idx ON stock_levels (id) WHERE is_low;
DROP INDEX stock_levels_low_available_idx;

-- Nobody looks for movements by the order, but by its reservation, or for allocations by the level; levels are never deleted.
DROP INDEX stock_movements_order_id_idx;
DROP INDEX allocations_stock_level_id_idx;
