-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "balance_as_of" TIMESTAMPTZ(3),
ADD COLUMN     "dispute_as_of" TIMESTAMPTZ(3);
