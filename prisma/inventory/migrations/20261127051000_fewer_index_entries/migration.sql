-- No statement looks for an event by its id, which is made anew for each (packages/events/src/event-id.ts); whether it took effect already is the inbox's
-- to say. The row of an event is written twice, and each time this got an entry.
DROP INDEX outbox_events_id_key;

-- Changes are read by their transaction: one index does for that and for the key. Until the last process of before has gone, what it prunes
-- it has to sort.
ALTER TABLE live_changes DROP CONSTRAINT live_changes_pkey, ADD CONSTRAINT live_changes_pkey PRIMARY KEY (transaction_id, position);
DROP INDEX live_changes_transaction_id_idx;
