-- What is sold at the same time lies on the same page and goes on at the same time: with 70 % a third of the updates found no room there.
ALTER TABLE "orders" SET (fillfactor = 60);
ALTER TABLE "shipments" SET (fillfactor = 60);
ALTER TABLE "sandbox_parcels" SET (fillfactor = 50);

-- A history is read by its order: one index does for that and for the key.
ALTER TABLE "order_history" DROP CONSTRAINT "order_history_pkey", ADD CONSTRAINT "order_history_pkey" PRIMARY KEY ("order_id", "position");
DROP INDEX "order_history_order_id_position_idx";
