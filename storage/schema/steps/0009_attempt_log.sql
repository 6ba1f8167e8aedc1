-- What the trainer of an attempt has written to its log: the artifact that has the end of it, and how many bytes before
-- that are not kept.
ALTER TABLE attempt ADD COLUMN log BLOB REFERENCES artifact (digest);
ALTER TABLE attempt ADD COLUMN log_start INTEGER NOT NULL DEFAULT 0 CHECK (log_start >= 0);

CREATE INDEX attempt_by_log ON attempt (log) WHERE log IS NOT NULL;
