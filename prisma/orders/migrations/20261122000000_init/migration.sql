-- CreateEnum
CREATE TYPE "owner_kind" AS ENUM ('GUEST', 'USER');

-- CreateEnum
CREATE TYPE "order_status" AS ENUM ('PENDING', 'CONFIRMED', 'COMPLETED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "order_payment_status" AS ENUM ('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'VOIDED');

-- CreateEnum
CREATE TYPE "fulfillment_status" AS ENUM ('UNFULFILLED', 'PARTIALLY_FULFILLED', 'FULFILLED', 'RETURNED');

-- CreateEnum
CREATE TYPE "order_cancel_reason" AS ENUM ('CUSTOMER', 'STAFF', 'OUT_OF_STOCK', 'PAYMENT_FAILED', 'EXPIRED', 'UNDELIVERABLE');

-- CreateEnum
CREATE TYPE "shipment_status" AS ENUM ('UNKNOWN', 'PRE_TRANSIT', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'AVAILABLE_FOR_PICKUP', 'RETURN_TO_SENDER', 'FAILURE', 'CANCELLED', 'ERROR');

-- CreateEnum
CREATE TYPE "return_status" AS ENUM ('REQUESTED', 'RECEIVED', 'REFUNDED');

-- CreateEnum
CREATE TYPE "carrier_task" AS ENUM ('ANNOUNCE', 'WITHDRAW');

-- CreateTable
CREATE TABLE "catalogue_variants" (
    "variant_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "sku" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "variant_title" TEXT NOT NULL,
    "price" BIGINT NOT NULL,
    "currency_code" CHAR(3) NOT NULL,
    "listed" BOOLEAN NOT NULL,

    CONSTRAINT "catalogue_variants_pkey" PRIMARY KEY ("variant_id"),
    CONSTRAINT "catalogue_variants_price_check" CHECK ("price" >= 0),
    CONSTRAINT "catalogue_variants_version_check" CHECK ("version" > 0)
);

-- CreateTable
CREATE TABLE "carts" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "owner_kind" "owner_kind" NOT NULL,
    "promotion_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "carts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cart_lines" (
    "id" UUID NOT NULL,
    "cart_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_lines_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "cart_lines_quantity_check" CHECK ("quantity" BETWEEN 1 AND 1000)
);

-- CreateTable
CREATE TABLE "promotions" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "percentage_off" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "usage_limit" INTEGER,
    "usage_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "promotions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "promotions_code_check" CHECK ("code" = upper("code") AND "code" <> ''),
    CONSTRAINT "promotions_percentage_off_check" CHECK ("percentage_off" BETWEEN 1 AND 100),
    CONSTRAINT "promotions_period_check" CHECK ("starts_at" < "ends_at"),
    CONSTRAINT "promotions_usage_limit_check" CHECK ("usage_limit" > 0),
    CONSTRAINT "promotions_usage_count_check" CHECK ("usage_count" >= 0 AND "usage_count" <= "usage_limit")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "sequence" SERIAL NOT NULL,
    "owner_id" UUID NOT NULL,
    "owner_kind" "owner_kind" NOT NULL,
    "cart_id" UUID,
    "email" TEXT NOT NULL,
    "status" "order_status" NOT NULL DEFAULT 'PENDING',
    "payment_status" "order_payment_status" NOT NULL DEFAULT 'PENDING',
    "fulfillment_status" "fulfillment_status" NOT NULL DEFAULT 'UNFULFILLED',
    "cancel_reason" "order_cancel_reason",
    "currency_code" CHAR(3) NOT NULL,
    "subtotal" BIGINT NOT NULL,
    "discount_total" BIGINT NOT NULL,
    "shipping_total" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "promotion_id" UUID,
    "promotion_code" TEXT,
    "recipient" TEXT NOT NULL,
    "line1" TEXT NOT NULL,
    "line2" TEXT,
    "city" TEXT NOT NULL,
    "region" TEXT,
    "postal_code" TEXT NOT NULL,
    "country_code" CHAR(2) NOT NULL,
    "phone" TEXT,
    "attention_reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "owner_erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "orders_totals_check" CHECK ("subtotal" >= 0 AND "discount_total" BETWEEN 0 AND "subtotal" AND "shipping_total" >= 0 AND "total" = "subtotal" - "discount_total" + "shipping_total"),
    CONSTRAINT "orders_version_check" CHECK ("version" > 0),
    CONSTRAINT "orders_cancelled_check" CHECK (("status" = 'CANCELLED') = ("cancelled_at" IS NOT NULL) AND ("status" = 'CANCELLED') = ("cancel_reason" IS NOT NULL)),
    CONSTRAINT "orders_completed_check" CHECK (("status" = 'COMPLETED') = ("completed_at" IS NOT NULL)),
    CONSTRAINT "orders_confirmed_check" CHECK ("status" NOT IN ('CONFIRMED', 'COMPLETED') OR "confirmed_at" IS NOT NULL)
);

-- CreateTable
CREATE TABLE "order_lines" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "variant_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "currency_code" CHAR(3) NOT NULL,
    "unit_price" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_lines_quantity_check" CHECK ("quantity" BETWEEN 1 AND 1000),
    CONSTRAINT "order_lines_amounts_check" CHECK ("unit_price" >= 0 AND "discount" BETWEEN 0 AND "unit_price" * "quantity")
);

-- CreateTable
CREATE TABLE "order_allocations" (
    "order_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "order_allocations_pkey" PRIMARY KEY ("order_id","variant_id","location_id"),
    CONSTRAINT "order_allocations_quantity_check" CHECK ("quantity" > 0)
);

-- CreateTable
CREATE TABLE "shipments" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "status" "shipment_status" NOT NULL DEFAULT 'UNKNOWN',
    "status_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "carrier" TEXT NOT NULL,
    "tracking_code" TEXT,
    "estimated_delivery_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "carrier_task" "carrier_task",
    "carrier_due_at" TIMESTAMPTZ(3),
    "carrier_attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "shipments_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "shipments_announced_check" CHECK ("tracking_code" IS NOT NULL OR "status" IN ('UNKNOWN', 'CANCELLED')),
    CONSTRAINT "shipments_carrier_task_check" CHECK (("carrier_task" IS NULL) = ("carrier_due_at" IS NULL))
);

-- CreateTable
CREATE TABLE "shipment_lines" (
    "shipment_id" UUID NOT NULL,
    "order_line_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "shipment_lines_pkey" PRIMARY KEY ("shipment_id","order_line_id"),
    CONSTRAINT "shipment_lines_quantity_check" CHECK ("quantity" > 0)
);

-- CreateTable
CREATE TABLE "tracking_events" (
    "id" UUID NOT NULL,
    "shipment_id" UUID NOT NULL,
    "report_id" TEXT NOT NULL,
    "status" "shipment_status" NOT NULL,
    "message" TEXT NOT NULL,
    "city" TEXT,
    "country_code" CHAR(2),
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tracking_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "returns" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "status" "return_status" NOT NULL DEFAULT 'REQUESTED',
    "reason" TEXT NOT NULL,
    "refund_total" BIGINT NOT NULL,
    "currency_code" CHAR(3) NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3),
    "refunded_at" TIMESTAMPTZ(3),

    CONSTRAINT "returns_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "returns_refund_total_check" CHECK ("refund_total" >= 0),
    CONSTRAINT "returns_received_check" CHECK ("status" = 'REQUESTED' OR "received_at" IS NOT NULL)
);

-- CreateTable
CREATE TABLE "return_lines" (
    "return_id" UUID NOT NULL,
    "order_line_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "return_lines_pkey" PRIMARY KEY ("return_id","order_line_id"),
    CONSTRAINT "return_lines_quantity_check" CHECK ("quantity" > 0)
);

-- CreateTable
CREATE TABLE "sandbox_parcels" (
    "tracking_code" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "country_code" CHAR(2) NOT NULL,
    "undeliverable" BOOLEAN NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 0,
    "next_scan_at" TIMESTAMPTZ(3),
    "estimated_delivery_at" TIMESTAMPTZ(3) NOT NULL,
    "announced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_parcels_pkey" PRIMARY KEY ("tracking_code"),
    CONSTRAINT "sandbox_parcels_step_check" CHECK ("step" >= 0)
);

-- Numbers that people see (`SO-100042`) start high enough to say nothing about how many orders there were.
ALTER SEQUENCE "orders_sequence_seq" RESTART WITH 100001;

-- CreateIndex
CREATE UNIQUE INDEX "carts_owner_id_key" ON "carts"("owner_id");

-- CreateIndex
CREATE INDEX "carts_promotion_id_idx" ON "carts"("promotion_id");

-- CreateIndex
CREATE INDEX "cart_lines_variant_id_idx" ON "cart_lines"("variant_id");

-- CreateIndex
CREATE UNIQUE INDEX "cart_lines_cart_id_variant_id_key" ON "cart_lines"("cart_id", "variant_id");

-- CreateIndex
CREATE UNIQUE INDEX "promotions_code_key" ON "promotions"("code");

-- CreateIndex
CREATE INDEX "promotions_created_at_id_idx" ON "promotions"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "orders_sequence_key" ON "orders"("sequence");

-- CreateIndex
CREATE UNIQUE INDEX "orders_cart_id_key" ON "orders"("cart_id");

-- CreateIndex
CREATE INDEX "orders_owner_id_placed_at_id_idx" ON "orders"("owner_id", "placed_at", "id");

-- CreateIndex
CREATE INDEX "orders_placed_at_id_idx" ON "orders"("placed_at", "id");

-- CreateIndex
CREATE INDEX "orders_status_placed_at_id_idx" ON "orders"("status", "placed_at", "id");

-- CreateIndex
CREATE INDEX "orders_needing_attention_idx" ON "orders"("placed_at", "id") WHERE (attention_reason IS NOT NULL);

-- CreateIndex
CREATE INDEX "orders_promotion_id_idx" ON "orders"("promotion_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_lines_order_id_position_key" ON "order_lines"("order_id", "position");

-- CreateIndex
CREATE INDEX "shipments_carrier_due_at_idx" ON "shipments"("carrier_due_at") WHERE (carrier_task IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "shipments_order_id_location_id_key" ON "shipments"("order_id", "location_id");

-- CreateIndex
CREATE UNIQUE INDEX "shipments_carrier_tracking_code_key" ON "shipments"("carrier", "tracking_code");

-- CreateIndex
CREATE INDEX "shipment_lines_order_line_id_idx" ON "shipment_lines"("order_line_id");

-- CreateIndex
CREATE INDEX "tracking_events_shipment_id_occurred_at_id_idx" ON "tracking_events"("shipment_id", "occurred_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "tracking_events_shipment_id_report_id_key" ON "tracking_events"("shipment_id", "report_id");

-- CreateIndex
CREATE INDEX "returns_order_id_idx" ON "returns"("order_id");

-- CreateIndex
CREATE INDEX "return_lines_order_line_id_idx" ON "return_lines"("order_line_id");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_parcels_reference_key" ON "sandbox_parcels"("reference");

-- CreateIndex
CREATE INDEX "sandbox_parcels_next_scan_at_idx" ON "sandbox_parcels"("next_scan_at");

-- AddForeignKey
ALTER TABLE "carts" ADD CONSTRAINT "carts_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotions"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "carts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "catalogue_variants"("variant_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotions"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_allocations" ADD CONSTRAINT "order_allocations_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "shipment_lines" ADD CONSTRAINT "shipment_lines_shipment_id_fkey" FOREIGN KEY ("shipment_id") REFERENCES "shipments"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "shipment_lines" ADD CONSTRAINT "shipment_lines_order_line_id_fkey" FOREIGN KEY ("order_line_id") REFERENCES "order_lines"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "tracking_events" ADD CONSTRAINT "tracking_events_shipment_id_fkey" FOREIGN KEY ("shipment_id") REFERENCES "shipments"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "returns" ADD CONSTRAINT "returns_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_return_id_fkey" FOREIGN KEY ("return_id") REFERENCES "returns"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_order_line_id_fkey" FOREIGN KEY ("order_line_id") REFERENCES "order_lines"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- Keys of mutations that must not happen twice (packages/subgraph/sql/idempotency-keys.sql).
CREATE TABLE "idempotency_keys" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("scope", "key")
);

CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- The event tables (packages/events/sql/event-tables.sql).

-- Events that happened here, written in the transaction of the state that they tell of.
CREATE TABLE outbox_events (
  position bigserial PRIMARY KEY,
  id uuid NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  data jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  -- NULL: the bus does not have it yet, or has to get it again.
  published_at timestamptz(3)
);
CREATE UNIQUE INDEX outbox_events_id_key ON outbox_events (id);
CREATE INDEX outbox_events_position_idx ON outbox_events (position) WHERE (published_at IS NULL);

-- Events of others that took effect here; written in the transaction of the effect.
CREATE TABLE inbox_entries (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  type text NOT NULL,
  processed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (consumer, event_id)
);

-- Events of others that could not take effect here, for a person to look at.
CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  event jsonb NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  failed_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX dead_letters_consumer_event_id_key ON dead_letters (consumer, event_id);
