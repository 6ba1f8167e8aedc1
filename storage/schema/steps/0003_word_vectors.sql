-- A third kind of entry. SQLite cannot change a CHECK, so the table is made anew; references to its rows are checked
-- when the migration commits, and hold again by then.
PRAGMA defer_foreign_keys = ON;

CREATE TEMP TABLE kept_catalogue AS SELECT * FROM catalogue;

DROP TABLE catalogue;

CREATE TABLE catalogue (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('dataset', 'model', 'vectors')),
  name TEXT NOT NULL,
  digest BLOB NOT NULL REFERENCES artifact (digest),
  created_ms INTEGER NOT NULL,
  description TEXT NOT NULL
) STRICT;

INSERT INTO catalogue SELECT * FROM kept_catalogue;

DROP TABLE kept_catalogue;

CREATE INDEX catalogue_by_name ON catalogue (kind, name);
