-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "refund_as_of" TIMESTAMPTZ(3);
