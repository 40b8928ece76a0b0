-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "payment_action_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "awaited_payments" (
    "payment_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3),
    "asked" INTEGER NOT NULL,
    "ended" INTEGER NOT NULL,

    CONSTRAINT "awaited_payments_pkey" PRIMARY KEY ("payment_id")
);

-- CreateIndex
CREATE INDEX "awaited_payments_order_id_idx" ON "awaited_payments"("order_id");

-- CreateIndex
CREATE INDEX "orders_payment_action_idx" ON "orders"("payment_action_since") WHERE (payment_action_since IS NOT NULL);

-- AddForeignKey
ALTER TABLE "awaited_payments" ADD CONSTRAINT "awaited_payments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE RESTRICT;
