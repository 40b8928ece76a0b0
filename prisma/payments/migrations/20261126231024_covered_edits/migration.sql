-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "covered_version" INTEGER;
