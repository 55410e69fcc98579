-- What the whole issuance interface keeps beyond the start: more members of the same rows, and tables for usage,
-- verifications and jobs.

-- base_url wins over the server's for what is made from now on. monthly_recipients: none is no limit.
ALTER TABLE organizations ADD COLUMN base_url TEXT;
ALTER TABLE organizations ADD COLUMN monthly_recipients INTEGER;

-- replaced_at: since when another key is meant to be used instead; until expires_at both work.
ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER;
ALTER TABLE api_keys ADD COLUMN replaced_at INTEGER;
CREATE INDEX api_keys_by_time ON api_keys (environment_id, created_at, id);

-- profile: further members of the Open Badges Profile, as JSON. The default issuer signs when a request names none.
ALTER TABLE issuers ADD COLUMN profile TEXT NOT NULL DEFAULT '{}';
ALTER TABLE issuers ADD COLUMN is_default INTEGER NOT NULL DEFAULT 0;
UPDATE issuers SET is_default = 1 WHERE id IN (SELECT min(id) FROM issuers GROUP BY environment_id);
CREATE UNIQUE INDEX issuers_one_default ON issuers (environment_id) WHERE is_default = 1;

-- A next key is published from created_at on and signs from activated_at on. revoked_since: proofs made from then on
-- do not count.
ALTER TABLE issuer_keys ADD COLUMN activated_at INTEGER;
ALTER TABLE issuer_keys ADD COLUMN retired_at INTEGER;
ALTER TABLE issuer_keys ADD COLUMN revoked_at INTEGER;
ALTER TABLE issuer_keys ADD COLUMN revoked_since INTEGER;
ALTER TABLE issuer_keys ADD COLUMN revocation_reason TEXT;
UPDATE issuer_keys SET activated_at = created_at WHERE state = 'current';
CREATE UNIQUE INDEX issuer_keys_one_next ON issuer_keys (issuer_id) WHERE state = 'next';

ALTER TABLE achievements ADD COLUMN updated_at INTEGER;
ALTER TABLE achievements ADD COLUMN archived_at INTEGER;

-- request: what was asked for, as JSON, so that the credential can be issued again.
-- recipient_key names the person for comparison; recipient_name is folded for searching.
ALTER TABLE credentials ADD COLUMN code TEXT;
ALTER TABLE credentials ADD COLUMN external_id TEXT;
ALTER TABLE credentials ADD COLUMN visibility TEXT NOT NULL DEFAULT 'unlisted'
    CHECK (visibility IN ('public', 'unlisted', 'private'));
ALTER TABLE credentials ADD COLUMN request TEXT NOT NULL DEFAULT '{}';
ALTER TABLE credentials ADD COLUMN private_metadata TEXT NOT NULL DEFAULT '{}';
ALTER TABLE credentials ADD COLUMN recipient_key TEXT;
ALTER TABLE credentials ADD COLUMN recipient_name TEXT;
ALTER TABLE credentials ADD COLUMN issuer_key_id TEXT;
ALTER TABLE credentials ADD COLUMN suspended_at INTEGER;
ALTER TABLE credentials ADD COLUMN suspension_reason TEXT;
ALTER TABLE credentials ADD COLUMN supersedes_id TEXT;
ALTER TABLE credentials ADD COLUMN superseded_by_id TEXT;
ALTER TABLE credentials ADD COLUMN forgotten_at INTEGER;
CREATE UNIQUE INDEX credentials_by_code ON credentials (code);
-- The one that supersedes another takes its external identifier over.
CREATE UNIQUE INDEX credentials_by_external_id ON credentials (environment_id, external_id)
    WHERE superseded_by_id IS NULL;
CREATE INDEX credentials_by_recipient
    ON credentials (environment_id, recipient_key, achievement_id, created_at, id);
CREATE INDEX credentials_by_issuer_key ON credentials (issuer_key_id);

-- Distinct recipients of a month; recipient_hash tells nothing about the person.
CREATE TABLE monthly_recipients (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    month           TEXT NOT NULL,
    recipient_hash  BLOB NOT NULL,
    PRIMARY KEY (organization_id, month, recipient_hash)
) STRICT, WITHOUT ROWID;

-- Each time somebody asked whether a credential is valid. Nothing is kept about who asked.
CREATE TABLE verifications (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    credential_id  TEXT NOT NULL REFERENCES credentials (id),
    status         TEXT NOT NULL,
    verdict        TEXT NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX verifications_by_credential ON verifications (environment_id, credential_id, created_at, id);

-- Whose answer it is, so that it can be forgotten with the person.
ALTER TABLE idempotency_keys ADD COLUMN subject_id TEXT;
CREATE INDEX idempotency_keys_by_subject ON idempotency_keys (subject_id);

-- Work for later. lease_until and lease hold a job for one worker; a worker whose lease ran out writes nothing.
CREATE TABLE jobs (
    id             TEXT PRIMARY KEY,
    environment_id TEXT REFERENCES environments (id),
    kind           TEXT NOT NULL,
    payload        TEXT NOT NULL,
    run_at         INTEGER NOT NULL,
    attempts       INTEGER NOT NULL DEFAULT 0,
    lease          TEXT,
    lease_until    INTEGER,
    last_error     TEXT,
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_by_time ON jobs (run_at, id);
