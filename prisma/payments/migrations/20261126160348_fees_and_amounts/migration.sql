-- The provider's fee for captures, and what it was asked for otherwise than we know.
ALTER TYPE ledger_entry_kind ADD VALUE 'FEE';
ALTER TYPE disagreement_kind ADD VALUE 'AMOUNT' BEFORE 'STATUS';

-- The fee is booked with the capture that it is for, on the provider's side beside the capture's own entry.
DROP INDEX ledger_entries_transaction_id_account_key;
CREATE UNIQUE INDEX ledger_entries_transaction_id_account_kind_key ON ledger_entries (transaction_id, account, kind);
