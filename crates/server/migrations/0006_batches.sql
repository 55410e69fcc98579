-- Many credentials from one request. Its rows arrive first, all of them; then parts of them are jobs.

-- open_parts: jobs that are not over. issued counts the rows that were checked, if dry_run is 1.
CREATE TABLE batches (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    state          TEXT NOT NULL CHECK (state IN ('receiving', 'queued', 'running', 'completed', 'cancelled')),
    dry_run        INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    total          INTEGER NOT NULL DEFAULT 0,
    issued         INTEGER NOT NULL DEFAULT 0,
    failed         INTEGER NOT NULL DEFAULT 0,
    open_parts     INTEGER NOT NULL DEFAULT 0,
    created_at     INTEGER NOT NULL,
    finished_at    INTEGER
) STRICT;
CREATE INDEX batches_by_time ON batches (environment_id, created_at, id);

-- number counts rows from 1; line is where a row begins in the file. request is what was asked for, as JSON, until
-- the row is done: what becomes of it is written with its credential.
CREATE TABLE batch_rows (
    batch_id      TEXT NOT NULL REFERENCES batches (id),
    number        INTEGER NOT NULL,
    line          INTEGER,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'issued', 'checked', 'failed')),
    external_id   TEXT,
    request       TEXT NOT NULL,
    credential_id TEXT,
    error         TEXT,
    PRIMARY KEY (batch_id, number)
) STRICT, WITHOUT ROWID;

ALTER TABLE credentials ADD COLUMN batch_id TEXT;
CREATE INDEX credentials_by_batch ON credentials (environment_id, batch_id, created_at, id)
    WHERE batch_id IS NOT NULL;

-- Each kind of job has its own workers.
CREATE INDEX jobs_by_kind ON jobs (kind, run_at, id);
