ALTER TABLE orders ADD COLUMN captured_on_shipment boolean NOT NULL DEFAULT false;
