ALTER TABLE "products" ADD COLUMN     "tax_class" TEXT NOT NULL DEFAULT 'STANDARD',
  ADD CONSTRAINT products_tax_class_check CHECK (tax_class ~ '^[A-Z][A-Z0-9_]{0,39}$');
