-- The same check as before. With IN (SELECT …) PostgreSQL, which knows nothing of how many entries are new, read the whole ledger for each booking
-- while its table was thought to be small.
CREATE OR REPLACE FUNCTION refuse_unbalanced_booking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unbalanced uuid;
BEGIN
  SELECT entry.transaction_id INTO unbalanced
  FROM ledger_entries entry
  WHERE entry.transaction_id = ANY (ARRAY(SELECT transaction_id FROM new_entries))
  GROUP BY entry.transaction_id
  HAVING sum(entry.amount) <> 0 OR count(DISTINCT entry.currency) <> 1
  LIMIT 1;
  IF unbalanced IS NOT NULL THEN
    RAISE EXCEPTION 'the entries of booking % do not sum to zero in one currency', unbalanced USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
