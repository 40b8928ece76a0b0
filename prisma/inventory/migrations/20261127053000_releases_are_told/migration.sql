-- Nothing is written when a preorder's day comes, so those who follow what can be sold of it were told nothing. A timer tells them, once.
ALTER TABLE variants ADD COLUMN release_told_at timestamptz(3);
CREATE INDEX variants_to_release_idx ON variants (release_at) WHERE policy = 'PREORDER' AND release_told_at IS NULL;
