-- AlterTable
ALTER TABLE "shipments" ADD COLUMN     "announced_at" TIMESTAMPTZ(3);
