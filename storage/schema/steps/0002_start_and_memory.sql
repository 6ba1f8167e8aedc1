-- Null: not known to have started. A lost attempt counts as a crash of its stage only if it had.
ALTER TABLE attempt ADD COLUMN started_ms INTEGER;

-- 0: beside other stages. Grows with every attempt that ran out of memory; see docs/decisions/0006.
ALTER TABLE stage ADD COLUMN memory_class INTEGER NOT NULL DEFAULT 0 CHECK (memory_class >= 0);
