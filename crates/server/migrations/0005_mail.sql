-- Claims, e-mail and what is told when a credential ends.

-- awaits_claim: its recipient has not taken it yet. notify: its recipient gets e-mails about it.
-- expiring_noted, expired_noted: the event was written; what keeps it from being written twice.
ALTER TABLE credentials ADD COLUMN awaits_claim INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN claimed_at INTEGER;
ALTER TABLE credentials ADD COLUMN notify INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN expiring_noted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN expired_noted INTEGER NOT NULL DEFAULT 0;

-- The clock looks here and nowhere else: whoever has been told of is no longer in the index.
CREATE INDEX credentials_before_expiring ON credentials (valid_until, id)
    WHERE valid_until IS NOT NULL AND expiring_noted = 0;
CREATE INDEX credentials_before_expired ON credentials (valid_until, id)
    WHERE valid_until IS NOT NULL AND expired_noted = 0;

-- What each environment wishes, as JSON.
ALTER TABLE environments ADD COLUMN mail_settings TEXT NOT NULL DEFAULT '{}';

-- Its own words in place of the built-in ones.
CREATE TABLE email_templates (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    kind           TEXT NOT NULL CHECK (kind IN ('issued', 'claim', 'reminder', 'revoked')),
    subject        TEXT NOT NULL,
    text_body      TEXT NOT NULL,
    html_body      TEXT NOT NULL,
    updated_at     INTEGER NOT NULL,
    PRIMARY KEY (environment_id, kind)
) STRICT, WITHOUT ROWID;

-- The token itself is never kept: it is made from the row under the master key, and found by its hash.
CREATE TABLE claim_links (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    credential_id  TEXT NOT NULL REFERENCES credentials (id),
    nonce          BLOB NOT NULL,
    token_hash     BLOB NOT NULL UNIQUE,
    challenge      TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    used_at        INTEGER,
    replaced_at    INTEGER
) STRICT;
CREATE INDEX claim_links_by_credential ON claim_links (credential_id, created_at, id);

-- What was or is to be sent. Whom to and with which words is looked up when it is sent.
CREATE TABLE emails (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    credential_id  TEXT NOT NULL REFERENCES credentials (id),
    kind           TEXT NOT NULL CHECK (kind IN ('issued', 'claim', 'reminder', 'revoked')),
    claim_link_id  TEXT REFERENCES claim_links (id),
    state          TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'dropped', 'given_up')),
    reason         TEXT,
    created_at     INTEGER NOT NULL,
    done_at        INTEGER
) STRICT;
CREATE INDEX emails_by_credential ON emails (credential_id, created_at, id);
-- However many processes look at the clock, one reminder.
CREATE UNIQUE INDEX emails_one_reminder ON emails (credential_id) WHERE kind = 'reminder';
