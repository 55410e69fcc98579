-- Webhooks: places for events, endpoints with their secrets, deliveries and their attempts.

-- number: the event's place in the list that clients page through, given after the commit, so that no place becomes
-- visible after a higher one. sequence counts the events of one subject from 1.
ALTER TABLE environments ADD COLUMN last_event_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN number INTEGER;
ALTER TABLE events ADD COLUMN sequence INTEGER NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX events_by_number ON events (environment_id, number) WHERE number IS NOT NULL;
CREATE INDEX events_without_number ON events (environment_id, created_at, id) WHERE number IS NULL;

CREATE TABLE event_sequences (
    subject_id TEXT PRIMARY KEY,
    last       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- event_types: names separated by spaces; none is all. A removed endpoint keeps its row, because an event that is being
-- written may refer to it.
CREATE TABLE webhook_endpoints (
    id              TEXT PRIMARY KEY,
    environment_id  TEXT NOT NULL REFERENCES environments (id),
    url             TEXT NOT NULL,
    description     TEXT NOT NULL,
    event_types     TEXT NOT NULL,
    disabled_at     INTEGER,
    disabled_reason TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER,
    removed_at      INTEGER
) STRICT;
CREATE INDEX webhook_endpoints_by_time ON webhook_endpoints (environment_id, created_at, id);

-- sealed_secret is encrypted under the master key and bound to the row's id.
CREATE TABLE webhook_secrets (
    id            TEXT PRIMARY KEY,
    endpoint_id   TEXT NOT NULL REFERENCES webhook_endpoints (id),
    sealed_secret BLOB NOT NULL,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER
) STRICT;
CREATE INDEX webhook_secrets_by_endpoint ON webhook_secrets (endpoint_id, created_at);

-- One row for each endpoint that is told of an event. next_attempt_at: none is finished; while a process sends, it is
-- the end of that process's lease, so that what a dead process held becomes due by itself.
CREATE TABLE webhook_deliveries (
    id              TEXT PRIMARY KEY,
    environment_id  TEXT NOT NULL REFERENCES environments (id),
    endpoint_id     TEXT NOT NULL REFERENCES webhook_endpoints (id),
    event_id        TEXT NOT NULL REFERENCES events (id),
    state           TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
    failures        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    lease           TEXT,
    created_at      INTEGER NOT NULL,
    finished_at     INTEGER,
    UNIQUE (event_id, endpoint_id)
) STRICT;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at, id)
    WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (endpoint_id) WHERE state = 'dead';
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (endpoint_id, created_at, id);

-- What was sent and what came back; error says why nothing did.
CREATE TABLE webhook_attempts (
    id              TEXT PRIMARY KEY,
    delivery_id     TEXT NOT NULL REFERENCES webhook_deliveries (id),
    url             TEXT NOT NULL,
    sent_timestamp  INTEGER NOT NULL,
    signature       TEXT NOT NULL,
    status          INTEGER,
    answer          TEXT,
    answer_complete INTEGER,
    error           TEXT,
    started_at      INTEGER NOT NULL,
    ended_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery_id, id);
