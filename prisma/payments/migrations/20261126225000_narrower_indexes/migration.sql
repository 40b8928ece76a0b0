-- A payment has half a dozen versions before its money is captured, and each is entered into every index: those that are about few payments
-- only hold these from now on. What they forbid stays forbidden.
CREATE UNIQUE INDEX payments_order_version_key ON payments (order_id, order_version) WHERE (order_version IS NOT NULL);
CREATE UNIQUE INDEX payments_reference_key ON payments (provider_reference) WHERE (provider_reference IS NOT NULL);
DROP INDEX payments_order_id_order_version_key;
DROP INDEX payments_provider_reference_key;

-- A request is begun once and has one outcome: each row of the history stands in one of two indexes and not in both.
CREATE UNIQUE INDEX payment_transactions_begun_key ON payment_transactions (provider_key) WHERE (status = 'PENDING');
DROP INDEX payment_transactions_provider_key_status_key;

-- Only old webhooks are looked for by their time, which grows with the table.
DROP INDEX provider_webhooks_received_at_idx;
CREATE INDEX provider_webhooks_received_at_idx ON provider_webhooks USING brin (received_at);
