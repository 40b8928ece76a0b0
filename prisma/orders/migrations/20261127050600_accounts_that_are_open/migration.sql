-- Whether an account is still there, as long as the transaction that asks goes on: who erases it waits for that one. In a function, because
-- the statement that calls it sees the tables as they were before it waited.
CREATE FUNCTION account_is_open(account uuid, lock_name text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(lock_name, 0));
  RETURN NOT EXISTS (SELECT FROM erased_users WHERE user_id = account);
END
$$;
