-- The sweep that an update has made of this one; empty: none.
ALTER TABLE sweep ADD COLUMN superseded_by TEXT NOT NULL DEFAULT '';
