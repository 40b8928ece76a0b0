-- Everything that staff must look at. attention_reason stays beside it: the lists are found by it, and processes of before write it alone.
ALTER TABLE "orders" ADD COLUMN     "attention" JSONB NOT NULL DEFAULT '[]';
