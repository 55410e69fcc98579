-- Identifiers are time-ordered UUIDs as text; times are microseconds since 1970 (UTC), so that both databases hold
-- the same value; everything a tenant owns names its environment, and every query filters by it.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE organizations (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE environments (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    kind            TEXT NOT NULL CHECK (kind IN ('sandbox', 'live')),
    UNIQUE (organization_id, kind)
) STRICT;

-- Only the SHA-256 of a key is kept: its 256 random bits need no slow hash.
CREATE TABLE api_keys (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    name           TEXT NOT NULL,
    hash           BLOB NOT NULL UNIQUE,
    last_four      TEXT NOT NULL,
    scopes         TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER,
    revoked_at     INTEGER
) STRICT;

CREATE TABLE issuers (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    name           TEXT NOT NULL,
    url            TEXT,
    did            TEXT NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX issuers_by_environment ON issuers (environment_id, created_at);

-- sealed_secret_key is encrypted under the master key and bound to the row's id.
CREATE TABLE issuer_keys (
    id                   TEXT PRIMARY KEY,
    issuer_id            TEXT NOT NULL REFERENCES issuers (id),
    state                TEXT NOT NULL CHECK (state IN ('next', 'current', 'retired', 'revoked')),
    verification_method  TEXT NOT NULL,
    public_key_multibase TEXT NOT NULL,
    sealed_secret_key    BLOB NOT NULL,
    created_at           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX issuer_keys_one_current ON issuer_keys (issuer_id) WHERE state = 'current';

CREATE TABLE achievements (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    url            TEXT NOT NULL,
    name           TEXT NOT NULL,
    content        TEXT NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX achievements_by_time ON achievements (environment_id, created_at, id);

-- url is the identifier that the signed entries carry; it stays when the server moves.
-- permutation_seed spreads positions over indexes; next_position only grows, so no index is given out twice.
CREATE TABLE status_lists (
    id               TEXT PRIMARY KEY,
    issuer_id        TEXT NOT NULL REFERENCES issuers (id),
    purpose          TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
    url              TEXT NOT NULL UNIQUE,
    permutation_seed BLOB NOT NULL,
    next_position    INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX status_lists_by_issuer ON status_lists (issuer_id, purpose, created_at);

CREATE TABLE credentials (
    id                TEXT PRIMARY KEY,
    environment_id    TEXT NOT NULL REFERENCES environments (id),
    issuer_id         TEXT NOT NULL REFERENCES issuers (id),
    achievement_id    TEXT NOT NULL REFERENCES achievements (id),
    url               TEXT NOT NULL,
    recipient         TEXT NOT NULL,
    recipient_email   TEXT,
    valid_from        INTEGER NOT NULL,
    valid_until       INTEGER,
    revoked_at        INTEGER,
    revocation_reason TEXT,
    document          BLOB NOT NULL,
    digest            TEXT NOT NULL,
    created_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX credentials_by_time ON credentials (environment_id, created_at, id);
CREATE INDEX credentials_by_achievement ON credentials (environment_id, achievement_id, created_at, id);

-- One row for each bit in use; the status list is a pure function of these rows. Each position has one index and each
-- index one position (permutation_seed), so what is unique here is unique there; by position, rows of a time lie together.
CREATE TABLE status_entries (
    list_id       TEXT NOT NULL REFERENCES status_lists (id),
    position      INTEGER NOT NULL,
    list_index    INTEGER NOT NULL CHECK (list_index BETWEEN 0 AND 131071),
    credential_id TEXT NOT NULL REFERENCES credentials (id),
    bit           INTEGER NOT NULL DEFAULT 0 CHECK (bit IN (0, 1)),
    PRIMARY KEY (list_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX status_entries_by_credential ON status_entries (credential_id);
CREATE INDEX status_entries_set ON status_entries (list_id, list_index) WHERE bit = 1;

-- What happened, written with the change itself; deliveries are made from here.
CREATE TABLE events (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    type           TEXT NOT NULL,
    subject_id     TEXT NOT NULL,
    data           TEXT NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (environment_id, created_at, id);

-- The answer to a request that carried an Idempotency-Key, written with the change itself.
CREATE TABLE idempotency_keys (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    endpoint       TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint    BLOB NOT NULL,
    status         INTEGER NOT NULL,
    location       TEXT,
    body           BLOB NOT NULL,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (environment_id, endpoint, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
