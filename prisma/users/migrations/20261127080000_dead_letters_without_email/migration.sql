-- Events of orders no longer say whose email an order has, because dead letters outlive an account. Empty instead of absent: the release
-- before refuses to handle such an event again without it.
UPDATE dead_letters SET event = jsonb_set(event, '{data,email}', '""') WHERE event #> '{data,email}' IS NOT NULL;
