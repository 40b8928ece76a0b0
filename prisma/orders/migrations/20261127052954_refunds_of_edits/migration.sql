-- What an edit made superfluous and was given back is no refund of what was sold. Of refunds that were told before, payments did not say.
ALTER TABLE "sales_refunds" ADD COLUMN "of_edit" BOOLEAN;
