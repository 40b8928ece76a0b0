-- An order is updated some six times within seconds, its parcel as often. Room for the next version on the same page, and no indexed column
-- that changes: then the update touches no index (HOT).
ALTER TABLE "orders" SET (fillfactor = 70);
ALTER TABLE "shipments" SET (fillfactor = 70);
ALTER TABLE "sandbox_parcels" SET (fillfactor = 70);

-- Until when a worker alone scans a parcel: it was written into next_scan_at, and so into every index. A process of before does not look
-- here, and may scan a parcel that another one scans: a report that comes twice counts once.
ALTER TABLE "sandbox_parcels" ADD COLUMN "leased_until" TIMESTAMPTZ(3);
DROP INDEX "sandbox_parcels_next_scan_at_idx";
CREATE INDEX "sandbox_parcels_next_scan_at_idx" ON "sandbox_parcels"("next_scan_at") WHERE (next_scan_at IS NOT NULL);

-- Only what uses a promotion: they are for the foreign key, which asks for one promotion.
DROP INDEX "orders_promotion_id_idx";
CREATE INDEX "orders_promotion_id_idx" ON "orders"("promotion_id") WHERE (promotion_id IS NOT NULL);
DROP INDEX "carts_promotion_id_idx";
CREATE INDEX "carts_promotion_id_idx" ON "carts"("promotion_id") WHERE (promotion_id IS NOT NULL);

-- No statement asks for it, and a variant is never deleted.
DROP INDEX "cart_lines_variant_id_idx";

-- A parcel has some five reports: the index that tells repeated ones finds them, and they are sorted at once.
DROP INDEX "tracking_events_shipment_id_occurred_at_id_idx";
