-- What a stage's duration depends on: the model that it reads, and how many examples it trains on and evaluates.
ALTER TABLE stage ADD COLUMN shape TEXT NOT NULL DEFAULT '';
ALTER TABLE stage ADD COLUMN examples INTEGER NOT NULL DEFAULT 0 CHECK (examples >= 0);

ALTER TABLE profile ADD COLUMN total_examples INTEGER NOT NULL DEFAULT 0;
ALTER TABLE profile ADD COLUMN total_bytes INTEGER NOT NULL DEFAULT 0;
