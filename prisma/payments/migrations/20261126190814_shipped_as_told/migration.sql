-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "shipped_told" BIGINT,
ADD COLUMN     "shipped_version" INTEGER;
