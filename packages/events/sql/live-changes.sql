-- What live subscriptions tell: one row per change of what can be followed, written by triggers in the transaction of the
-- change, so that no way of changing it can be forgotten; a trigger runs once per statement and says kind, topics and data. Migrations of
-- each subgraph that has them come to the same; names and NULLs are those that Prisma gives, so that its schema and the database
-- show no drift.
CREATE TABLE live_changes (
  position bigserial NOT NULL,
  -- By it a reader knows what it has seen: positions are not given out in the order of commits.
  transaction_id bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  kind text NOT NULL,
  topics text[],
  data jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (transaction_id, position)
);
CREATE INDEX live_changes_topics_idx ON live_changes USING GIN (topics);
