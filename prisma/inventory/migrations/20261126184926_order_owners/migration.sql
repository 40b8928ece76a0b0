-- CreateTable
CREATE TABLE "order_owners" (
    "order_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_owners_pkey" PRIMARY KEY ("order_id")
);
