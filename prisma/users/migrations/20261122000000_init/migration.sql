CREATE TYPE role AS ENUM ('CUSTOMER', 'STAFF', 'ADMIN');
CREATE TYPE notification_kind AS ENUM
  ('WELCOME', 'ORDER_CONFIRMED', 'ORDER_CANCELLED', 'SHIPMENT_CREATED', 'OUT_FOR_DELIVERY', 'ORDER_DELIVERED');

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text CHECK (length(email) <= 254),
  email_normalized text,
  password_hash text,
  given_name text,
  family_name text,
  -- Prisma's lists are nullable columns; this one never is.
  roles role[] CHECK (roles IS NOT NULL AND cardinality(roles) > 0),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  erased_at timestamptz(3),
  -- An account has all of it, an erased one nothing that tells who it was.
  CONSTRAINT users_whole_or_erased CHECK (
    (erased_at IS NULL AND num_nulls(email, email_normalized, password_hash, given_name, family_name) = 0)
    OR (erased_at IS NOT NULL AND num_nonnulls(email, email_normalized, password_hash, given_name, family_name) = 0)
  )
);
CREATE UNIQUE INDEX users_email_normalized_key ON users (email_normalized);
CREATE INDEX users_created_at_id_idx ON users (created_at, id);
-- The back office searches by how an email or a name begins.
CREATE INDEX users_email_prefix_idx ON users (email_normalized text_pattern_ops);
-- By Unicode's rules wherever the database was made: under the locale "C", lower('É') would be 'É'.
CREATE INDEX users_given_name_prefix_idx ON users (lower(given_name COLLATE pg_c_utf8) text_pattern_ops);
CREATE INDEX users_family_name_prefix_idx ON users (lower(family_name COLLATE pg_c_utf8) text_pattern_ops);

CREATE TABLE addresses (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  recipient text NOT NULL,
  line1 text NOT NULL,
  line2 text,
  city text NOT NULL,
  region text,
  postal_code text NOT NULL,
  country_code char(2) NOT NULL,
  phone text,
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX addresses_user_id_created_at_id_idx ON addresses (user_id, created_at, id);
CREATE UNIQUE INDEX addresses_one_default ON addresses (user_id) WHERE is_default;

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  user_agent text,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3)
);
CREATE INDEX sessions_user_id_created_at_idx ON sessions (user_id, created_at);
-- What is over for long is found by these, and deleted.
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

CREATE TABLE refresh_tokens (
  hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE ON UPDATE CASCADE,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  used_at timestamptz(3)
);
CREATE INDEX refresh_tokens_session_id_idx ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_used_at_idx ON refresh_tokens (used_at);

CREATE TABLE login_throttles (
  email_normalized text PRIMARY KEY,
  failures integer NOT NULL CHECK (failures >= 0),
  window_started_at timestamptz(3) NOT NULL
);
CREATE INDEX login_throttles_window_started_at_idx ON login_throttles (window_started_at);

CREATE TABLE notifications (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  kind notification_kind NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  order_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  read_at timestamptz(3)
);
CREATE INDEX notifications_user_id_created_at_id_idx ON notifications (user_id, created_at, id);
CREATE INDEX notifications_unread_idx ON notifications (user_id) WHERE read_at IS NULL;

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  label text NOT NULL,
  prefix text NOT NULL,
  secret_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
CREATE UNIQUE INDEX api_keys_secret_hash_key ON api_keys (secret_hash);
CREATE INDEX api_keys_user_id_created_at_idx ON api_keys (user_id, created_at);

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
