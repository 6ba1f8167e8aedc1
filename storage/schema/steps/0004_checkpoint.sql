-- The furthest step that an attempt at the stage could be resumed from when its crashes were last counted: only getting
-- beyond it clears them.
ALTER TABLE stage ADD COLUMN checkpoint INTEGER NOT NULL DEFAULT 0 CHECK (checkpoint >= 0);
