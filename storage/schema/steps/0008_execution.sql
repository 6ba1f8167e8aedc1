-- How the stages of a sweep are run: retries, deadline and labels of workers, as JSON; empty: as usual.
ALTER TABLE sweep ADD COLUMN execution TEXT NOT NULL DEFAULT '';
