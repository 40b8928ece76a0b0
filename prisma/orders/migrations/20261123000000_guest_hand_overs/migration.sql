-- Guests who have signed in, and as whom. A guest's token lives on: what is ordered with it later is the user's, too.
CREATE TABLE "guest_hand_overs" (
    "guest_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "signed_in_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guest_hand_overs_pkey" PRIMARY KEY ("guest_id")
);

CREATE INDEX "guest_hand_overs_user_id_idx" ON "guest_hand_overs"("user_id");
