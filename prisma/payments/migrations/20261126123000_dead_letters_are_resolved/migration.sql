-- Dead letters stay for a while when somebody has dealt with them, and tell who did it and why
-- (packages/events/sql/event-tables.sql). NULL: nobody has yet.
ALTER TABLE dead_letters
  ADD COLUMN resolution text,
  ADD COLUMN resolved_at timestamptz(3),
  ADD COLUMN resolved_by uuid,
  ADD COLUMN reason text,
  ADD CONSTRAINT dead_letters_resolution_check CHECK (
    (resolution IS NULL) = (resolved_at IS NULL) AND (resolution IS NULL OR resolution IN ('HANDLED', 'RESOLVED'))
  );
CREATE INDEX dead_letters_failed_at_id_idx ON dead_letters (failed_at, id);
