-- CreateEnum
CREATE TYPE "order_edit_rejection" AS ENUM ('OUT_OF_STOCK', 'PARCEL_LEFT');

-- AlterTable
ALTER TABLE "order_edits" ADD COLUMN     "awaits_parcels" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "rejection" "order_edit_rejection";

-- Until now there was one reason.
UPDATE "order_edits" SET "rejection" = 'OUT_OF_STOCK' WHERE "status" = 'REJECTED';
