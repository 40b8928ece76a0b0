-- Text without case and accents, for ordering and searching. The collation is PostgreSQL's own, so it folds alike on
-- every platform, whatever locale the database has.
CREATE FUNCTION fold_text(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE pg_c_utf8)
$$;

CREATE TABLE categories (
  id uuid PRIMARY KEY,
  slug text NOT NULL,
  title text NOT NULL,
  parent_id uuid REFERENCES categories (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  path uuid[] NOT NULL,
  position integer NOT NULL,
  picture_kind text NOT NULL DEFAULT 'parcel',
  CONSTRAINT categories_at_most_three_levels CHECK (cardinality(path) BETWEEN 1 AND 3),
  CONSTRAINT categories_path_ends_here CHECK (
    path[cardinality(path)] = id AND path[cardinality(path) - 1] IS NOT DISTINCT FROM parent_id
  )
);
CREATE UNIQUE INDEX categories_slug_key ON categories (slug);
CREATE INDEX categories_parent_id_position_idx ON categories (parent_id, position);
CREATE INDEX categories_path_idx ON categories USING gin (path);

CREATE TABLE products (
  id uuid PRIMARY KEY,
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text NOT NULL,
  description text NOT NULL,
  category_id uuid NOT NULL REFERENCES categories (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  picture_kind text NOT NULL,
  picture_colour text NOT NULL CHECK (picture_colour ~ '^[0-9a-f]{6}$'),
  listed boolean NOT NULL DEFAULT false,
  currency_code char(3) NOT NULL,
  lowest_price bigint NOT NULL DEFAULT 0,
  highest_price bigint NOT NULL DEFAULT 0,
  rating_count integer NOT NULL DEFAULT 0,
  rating_sum integer NOT NULL DEFAULT 0,
  rating_average double precision GENERATED ALWAYS AS (
    CASE WHEN rating_count = 0 THEN 0 ELSE rating_sum::double precision / rating_count END
  ) STORED,
  -- By code point: ordered alike everywhere, and the keys of a cursor compare as the index does.
  sort_title text COLLATE "C" GENERATED ALWAYS AS (fold_text(title)) STORED,
  search tsvector,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT products_prices_in_order CHECK (lowest_price >= 0 AND highest_price >= lowest_price),
  -- A listed product has a listed variant, and a variant has a price.
  CONSTRAINT products_listed_with_price CHECK (NOT listed OR lowest_price > 0),
  CONSTRAINT products_rating_possible CHECK (
    rating_count >= 0 AND rating_sum BETWEEN rating_count AND 5 * rating_count
  )
);
CREATE UNIQUE INDEX products_slug_key ON products (slug);
CREATE INDEX products_category_id_idx ON products (category_id);
CREATE INDEX products_search_idx ON products USING gin (search);
-- One for each order of a list; read backwards for the descending ones.
CREATE INDEX products_created_at_id_idx ON products (created_at, id);
CREATE INDEX products_sort_title_id_idx ON products (sort_title, id);
CREATE INDEX products_lowest_price_id_idx ON products (lowest_price, id);
CREATE INDEX products_rating_average_rating_count_id_idx ON products (rating_average, rating_count, id);

-- Each word twice: stemmed ("pans" finds "pan"), and as it is, because the beginning of a word that is still being typed
-- must be found too ("the" of "thermos" is no stop word then). Punctuation outside of ASCII would count as letters.
CREATE FUNCTION search_words(value text, weight "char") RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('english'::regconfig, words) || to_tsvector('simple'::regconfig, words), weight)
    FROM (SELECT regexp_replace(fold_text(value), '[\u0080-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u303f]', ' ', 'g')) AS plain (words)
$$;

-- Triggers and no generated column, because the titles of the categories are searched too.
CREATE FUNCTION write_product_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search :=
    search_words(NEW.title, 'A')
    || search_words(coalesce((
         SELECT string_agg(above.title, ' ')
           FROM categories leaf JOIN categories above ON above.id = ANY (leaf.path)
          WHERE leaf.id = NEW.category_id), ''), 'B')
    || search_words(NEW.description, 'C');
  RETURN NEW;
END
$$;
CREATE TRIGGER products_write_search BEFORE INSERT OR UPDATE OF title, description, category_id, search ON products
  FOR EACH ROW EXECUTE FUNCTION write_product_search();

CREATE FUNCTION rewrite_search_of_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE products SET search = NULL
   WHERE category_id IN (SELECT id FROM categories WHERE path @> ARRAY[NEW.id]);
  RETURN NULL;
END
$$;
CREATE TRIGGER categories_rewrite_search AFTER UPDATE OF title, path ON categories
  FOR EACH ROW EXECUTE FUNCTION rewrite_search_of_category();

CREATE TABLE product_variants (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES products (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  position integer NOT NULL CHECK (position >= 0),
  sku text NOT NULL,
  title text NOT NULL,
  options jsonb NOT NULL,
  price bigint NOT NULL CHECK (price > 0),
  currency_code char(3) NOT NULL,
  weight_grams integer NOT NULL CHECK (weight_grams BETWEEN 0 AND 1000000),
  listed boolean NOT NULL DEFAULT false,
  picture_kind text NOT NULL,
  picture_colour text NOT NULL CHECK (picture_colour ~ '^[0-9a-f]{6}$'),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX product_variants_sku_key ON product_variants (sku);
CREATE UNIQUE INDEX product_variants_product_id_position_key ON product_variants (product_id, position);

CREATE TABLE reviews (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES products (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  author_id uuid,
  rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
  title text NOT NULL,
  body text NOT NULL,
  published_at timestamptz(3) NOT NULL
);
-- Reviews whose author is gone do not meet here: nulls are distinct.
CREATE UNIQUE INDEX reviews_product_id_author_id_key ON reviews (product_id, author_id);
CREATE INDEX reviews_product_id_published_at_id_idx ON reviews (product_id, published_at, id);
CREATE INDEX reviews_author_id_published_at_id_idx ON reviews (author_id, published_at, id);

-- The tables that every subgraph's database has for its events. The first migration of each subgraph holds the same
-- statements; names are those that Prisma gives, so that its schema and the database show no drift.

-- Events that happened here, written in the transaction of the state that they tell of.
CREATE TABLE outbox_events (
  position bigserial PRIMARY KEY,
  id uuid NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  data jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  -- NULL: the bus does not have it yet, or has to get it again.
  published_at timestamptz(3)
);
CREATE UNIQUE INDEX outbox_events_id_key ON outbox_events (id);
CREATE INDEX outbox_events_position_idx ON outbox_events (position) WHERE (published_at IS NULL);

-- Events of others that took effect here; written in the transaction of the effect.
CREATE TABLE inbox_entries (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  type text NOT NULL,
  processed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (consumer, event_id)
);

-- Events of others that could not take effect here, for a person to look at.
CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  event jsonb NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  failed_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX dead_letters_consumer_event_id_key ON dead_letters (consumer, event_id);
