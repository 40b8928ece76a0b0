-- CreateEnum
CREATE TYPE "order_edit_status" AS ENUM ('PENDING', 'APPLIED', 'REJECTED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('CUSTOMER', 'STAFF', 'SYSTEM');

-- AlterEnum
ALTER TYPE "return_status" ADD VALUE 'APPROVED' BEFORE 'RECEIVED';
ALTER TYPE "return_status" ADD VALUE 'REJECTED' BEFORE 'RECEIVED';

-- An order is sent in as many parcels as staff like, also from one location.
DROP INDEX "shipments_order_id_location_id_key";

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "manual_fulfillment" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "pending_edit_id" UUID,
ADD COLUMN     "stock_as_of" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "return_lines" ADD COLUMN     "received_quantity" INTEGER,
ADD COLUMN     "written_off_quantity" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "returns" ADD COLUMN     "decided_at" TIMESTAMPTZ(3),
ADD COLUMN     "rejection" TEXT;

-- CreateTable
CREATE TABLE "order_edits" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "status" "order_edit_status" NOT NULL DEFAULT 'PENDING',
    "requested_by" UUID NOT NULL,
    "requested_by_kind" "actor_kind" NOT NULL,
    "draft" JSONB NOT NULL,
    "shortages" JSONB NOT NULL DEFAULT '[]',
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_edits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_history" (
    "position" BIGSERIAL NOT NULL,
    "order_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "actor_kind" "actor_kind" NOT NULL,
    "actor_id" UUID,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_history_pkey" PRIMARY KEY ("position")
);

-- CreateIndex
CREATE INDEX "order_edits_order_id_requested_at_idx" ON "order_edits"("order_id", "requested_at");

-- CreateIndex
CREATE INDEX "order_history_order_id_position_idx" ON "order_history"("order_id", "position");

-- CreateIndex
CREATE INDEX "shipments_order_id_idx" ON "shipments"("order_id");

-- AddForeignKey
ALTER TABLE "order_edits" ADD CONSTRAINT "order_edits_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_history" ADD CONSTRAINT "order_history_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "order_edits" ADD CONSTRAINT "order_edits_settled_check" CHECK (("status" = 'PENDING') = ("settled_at" IS NULL));

-- As text, because a new value of an enum cannot be used in the transaction that adds it.
ALTER TABLE "returns" DROP CONSTRAINT "returns_received_check";
ALTER TABLE "returns" ADD CONSTRAINT "returns_received_check" CHECK ("status"::text NOT IN ('RECEIVED', 'REFUNDED') OR "received_at" IS NOT NULL);
ALTER TABLE "returns" ADD CONSTRAINT "returns_rejection_check" CHECK (("status"::text = 'REJECTED') = ("rejection" IS NOT NULL));
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_received_check" CHECK (
  "received_quantity" BETWEEN 0 AND "quantity" AND "written_off_quantity" BETWEEN 0 AND coalesce("received_quantity", 0)
);

-- What was written into the history stays.
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'order_history is append-only';
END
$$;
CREATE TRIGGER order_history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "order_history"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
