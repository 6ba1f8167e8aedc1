CREATE TABLE artifact (
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  kind TEXT NOT NULL CHECK (kind IN ('blob', 'tree')),
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE artifact_ref (
  id INTEGER PRIMARY KEY,
  stage INTEGER REFERENCES stage (id),
  catalogue INTEGER REFERENCES catalogue (id),
  name TEXT NOT NULL,
  digest BLOB NOT NULL REFERENCES artifact (digest),
  CHECK ((stage IS NULL) <> (catalogue IS NULL))
) STRICT;

CREATE INDEX artifact_ref_by_digest ON artifact_ref (digest);

CREATE UNIQUE INDEX artifact_ref_of_catalogue ON artifact_ref (catalogue, name) WHERE catalogue IS NOT NULL;

CREATE UNIQUE INDEX artifact_ref_of_stage ON artifact_ref (stage, name) WHERE stage IS NOT NULL;

CREATE TABLE attempt (
  token INTEGER PRIMARY KEY AUTOINCREMENT,
  stage INTEGER NOT NULL REFERENCES stage (id),
  worker TEXT NOT NULL REFERENCES worker (id),
  state TEXT NOT NULL CHECK (state IN ('leased', 'done', 'failed', 'lost', 'cancelled')),
  granted_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  failure_class TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  provenance TEXT NOT NULL DEFAULT '', started_ms INTEGER, log BLOB REFERENCES artifact (digest), log_start INTEGER NOT NULL DEFAULT 0 CHECK (log_start >= 0),
  CHECK ((state = 'leased') = (ended_ms IS NULL))
) STRICT;

CREATE UNIQUE INDEX attempt_accepted ON attempt (stage) WHERE state = 'done';

CREATE INDEX attempt_by_log ON attempt (log) WHERE log IS NOT NULL;

CREATE INDEX attempt_by_stage ON attempt (stage);

CREATE UNIQUE INDEX attempt_live ON attempt (stage) WHERE state = 'leased';

CREATE TABLE catalogue (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('dataset', 'model', 'vectors')),
  name TEXT NOT NULL,
  digest BLOB NOT NULL REFERENCES artifact (digest),
  created_ms INTEGER NOT NULL,
  description TEXT NOT NULL
) STRICT;

CREATE INDEX catalogue_by_name ON catalogue (kind, name);

CREATE TABLE curve (
  stage INTEGER NOT NULL REFERENCES stage (id),
  set_name TEXT NOT NULL,
  metric TEXT NOT NULL,
  step INTEGER NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (stage, set_name, metric, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  worker TEXT NOT NULL REFERENCES worker (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  memory_bytes INTEGER NOT NULL,
  threads INTEGER NOT NULL,
  quarantined INTEGER NOT NULL DEFAULT 0 CHECK (quarantined IN (0, 1)),
  PRIMARY KEY (worker, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sweep INTEGER REFERENCES sweep (number),
  stage INTEGER REFERENCES stage (id),
  worker TEXT,
  detail TEXT NOT NULL
) STRICT;

CREATE TABLE metric (
  stage INTEGER NOT NULL REFERENCES stage (id),
  set_name TEXT NOT NULL,    -- Empty: no property of an evaluation set.
  metric TEXT NOT NULL,
  group_name TEXT NOT NULL,  -- Empty: the whole set.
  value REAL NOT NULL,
  PRIMARY KEY (stage, set_name, metric, group_name)
) STRICT, WITHOUT ROWID;

CREATE INDEX metric_by_value ON metric (set_name, metric, group_name, value);

CREATE TABLE point (
  sweep INTEGER NOT NULL REFERENCES sweep (number),
  position INTEGER NOT NULL,
  stage INTEGER NOT NULL REFERENCES stage (id),  -- The stage that answers the point.
  coordinates TEXT NOT NULL,                     -- [["pipeline","finetune_prune"],["seed","1"]], in order.
  PRIMARY KEY (sweep, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX point_by_stage ON point (stage);

CREATE TABLE profile (
  kind TEXT NOT NULL,
  shape TEXT NOT NULL,
  device_class TEXT NOT NULL,
  runs INTEGER NOT NULL CHECK (runs > 0),
  total_seconds REAL NOT NULL,
  peak_memory_bytes INTEGER NOT NULL, total_examples INTEGER NOT NULL DEFAULT 0, total_bytes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, shape, device_class)
) STRICT, WITHOUT ROWID;

CREATE TABLE schema_migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  program_version TEXT NOT NULL,
  applied_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER sweep_progress_state AFTER UPDATE OF state ON stage WHEN OLD.state <> NEW.state BEGIN
  UPDATE sweep_progress SET count = count - 1
    WHERE sweep IN (SELECT sweep FROM sweep_stage WHERE stage = NEW.id) AND kind = NEW.kind AND state = OLD.state;
  INSERT INTO sweep_progress (sweep, kind, state, count)
    SELECT sweep, NEW.kind, NEW.state, 1 FROM sweep_stage WHERE stage = NEW.id
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TABLE stage (
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('blocked', 'ready', 'leased', 'done', 'failed', 'skipped', 'cancelled')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  crashes INTEGER NOT NULL DEFAULT 0 CHECK (crashes >= 0),
  created_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  failure_class TEXT NOT NULL DEFAULT '',
  failure_message TEXT NOT NULL DEFAULT '',
  canonical TEXT NOT NULL, memory_class INTEGER NOT NULL DEFAULT 0 CHECK (memory_class >= 0), checkpoint INTEGER NOT NULL DEFAULT 0 CHECK (checkpoint >= 0), shape TEXT NOT NULL DEFAULT '', examples INTEGER NOT NULL DEFAULT 0 CHECK (examples >= 0),
  CHECK ((state IN ('blocked', 'ready', 'leased')) = (ended_ms IS NULL))
) STRICT;

CREATE TABLE stage_input (
  stage INTEGER NOT NULL REFERENCES stage (id),
  role TEXT NOT NULL,
  input INTEGER NOT NULL REFERENCES stage (id),
  artifact TEXT NOT NULL,
  PRIMARY KEY (stage, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX stage_input_by_input ON stage_input (input);

CREATE TABLE sweep (
  number INTEGER PRIMARY KEY,  -- Order of submission; inside the database a sweep is known by it.
  id TEXT NOT NULL UNIQUE,
  request_id TEXT UNIQUE,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'done', 'failed', 'cancelled')),
  points INTEGER NOT NULL CHECK (points >= 0),
  created_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  specification TEXT NOT NULL, superseded_by TEXT NOT NULL DEFAULT '', execution TEXT NOT NULL DEFAULT '',
  CHECK ((state = 'active') = (ended_ms IS NULL))
) STRICT;

CREATE INDEX sweep_active ON sweep (number) WHERE state = 'active';

CREATE TABLE sweep_progress (
  sweep INTEGER NOT NULL REFERENCES sweep (number),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (sweep, kind, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_stage (
  sweep INTEGER NOT NULL REFERENCES sweep (number),
  stage INTEGER NOT NULL REFERENCES stage (id),
  PRIMARY KEY (sweep, stage)
) STRICT, WITHOUT ROWID;

CREATE INDEX sweep_stage_by_stage ON sweep_stage (stage);

CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'submitter', 'worker', 'admin')),
  salt BLOB NOT NULL CHECK (length(salt) >= 16),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  created_ms INTEGER NOT NULL,
  revoked_ms INTEGER
) STRICT;

CREATE TABLE worker (
  id TEXT PRIMARY KEY NOT NULL,
  host TEXT NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'draining', 'quarantined')),
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  labels TEXT NOT NULL
, reason TEXT NOT NULL DEFAULT '') STRICT;
