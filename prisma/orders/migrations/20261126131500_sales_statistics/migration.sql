-- Sales statistics: sums by day that events keep up to date.
-- CreateTable
CREATE TABLE "statistics_generations" (
    "id" SERIAL NOT NULL,
    "time_zone" TEXT NOT NULL,
    "phase" TEXT NOT NULL DEFAULT 'ORDERS',
    "cursor" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "built_at" TIMESTAMPTZ(3),

    CONSTRAINT "statistics_generations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sales_rollups" (
    "generation" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "currency_code" CHAR(3) NOT NULL,
    "product_id" UUID NOT NULL,
    "slot" SMALLINT NOT NULL,
    "placed" BIGINT NOT NULL DEFAULT 0,
    "orders" BIGINT NOT NULL DEFAULT 0,
    "units" BIGINT NOT NULL DEFAULT 0,
    "revenue" BIGINT NOT NULL DEFAULT 0,
    "cancelled_orders" BIGINT NOT NULL DEFAULT 0,
    "cancelled_units" BIGINT NOT NULL DEFAULT 0,
    "cancelled" BIGINT NOT NULL DEFAULT 0,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "carts" BIGINT NOT NULL DEFAULT 0,
    "ordered_carts" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "sales_rollups_pkey" PRIMARY KEY ("generation","day","currency_code","product_id","slot")
);

-- CreateTable
CREATE TABLE "sales_counted" (
    "generation" INTEGER NOT NULL,
    "subject_id" UUID NOT NULL,
    "entries" JSONB NOT NULL,

    CONSTRAINT "sales_counted_pkey" PRIMARY KEY ("generation","subject_id")
);

-- CreateTable
CREATE TABLE "sales_refunds" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "captured_total" BIGINT NOT NULL,
    "settled_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sales_refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cart_journeys" (
    "cart_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "is_merged" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "cart_journeys_pkey" PRIMARY KEY ("cart_id")
);

-- CreateIndex
CREATE INDEX "sales_counted_subject_id_idx" ON "sales_counted"("subject_id");

-- CreateIndex
CREATE INDEX "sales_refunds_order_id_idx" ON "sales_refunds"("order_id");

ALTER TABLE "statistics_generations" ADD CONSTRAINT "statistics_generations_phase_check" CHECK (phase IN ('ORDERS', 'CARTS'));

-- What is known of money that was given back before payments' events were kept: that of returns.
INSERT INTO "sales_refunds" (id, order_id, amount, captured_total, settled_at)
  SELECT returns.id, order_id, refund_total, orders.total, refunded_at
  FROM returns JOIN orders ON orders.id = order_id WHERE refunded_at IS NOT NULL;
