-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "awaits_cover_of" INTEGER;
