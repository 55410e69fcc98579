-- How documents look, and the second form in which a credential is signed.

-- version: the newest one; credentials keep the one they were issued with.
CREATE TABLE templates (
    id             TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    name           TEXT NOT NULL,
    version        INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER,
    archived_at    INTEGER
) STRICT;
CREATE INDEX templates_by_time ON templates (environment_id, created_at, id);

-- content: language, drawing and fields as JSON. A version never changes.
CREATE TABLE template_versions (
    template_id TEXT NOT NULL REFERENCES templates (id),
    version     INTEGER NOT NULL,
    content     TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (template_id, version)
) STRICT, WITHOUT ROWID;

-- The credential as a JWT, signed when somebody first asked for it, and the key that signed it.
CREATE TABLE credential_jwts (
    credential_id TEXT PRIMARY KEY REFERENCES credentials (id),
    issuer_key_id TEXT NOT NULL REFERENCES issuer_keys (id),
    jwt           TEXT NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;
