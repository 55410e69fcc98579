-- An organization as one file, for whoever asks over HTTP. The row says what becomes of it; the file lies in a folder of the
-- server. done counts the credentials of the site that are written, of total.
CREATE TABLE exports (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    documents       INTEGER NOT NULL CHECK (documents IN (0, 1)),
    state           TEXT NOT NULL CHECK (state IN ('queued', 'running', 'completed', 'failed')),
    done            INTEGER NOT NULL DEFAULT 0,
    total           INTEGER NOT NULL DEFAULT 0,
    bytes           INTEGER,
    created_at      INTEGER NOT NULL,
    finished_at     INTEGER,
    expires_at      INTEGER
) STRICT;
-- One at a time for each organization.
CREATE UNIQUE INDEX exports_under_way ON exports (organization_id) WHERE state IN ('queued', 'running');
