-- No statement looks for an event by its id, which is made anew for each (packages/events/src/event-id.ts); whether it took effect already is the inbox's
-- to say. The row of an event is written twice, and each time this got an entry.
DROP INDEX outbox_events_id_key;
